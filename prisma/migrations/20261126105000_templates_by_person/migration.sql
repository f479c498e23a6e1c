-- A gallery is read person by person, since the templates of a person are compared as one.
-- DropIndex
DROP INDEX "templates_model_id_id_idx";

-- CreateIndex
CREATE INDEX "templates_model_id_person_id_id_idx" ON "templates"("model_id", "person_id", "id");
