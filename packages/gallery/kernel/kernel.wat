;; The loops that every search spends its time in. `npm run kernel -w @portero/gallery` compiles this file into
;; src/kernel/kernel-module.ts; a test compares the two. Nothing is checked here: src/vectors/vector-blocks.ts is the only caller.
;;
;; Vectors lie in blocks of 1,024, $blockBytes each, one block after the other from the address $blocks on. In a block:
;;   at      0   one byte for each vector: in how many bits the first part of its sketch differs from the probe's
;;   at  1,024   the first parts of the sketches, 32 bytes each
;;   at 33,792   the second parts, 64 bytes each
;;   at 99,328   the vectors, $vectorBytes each: 32-bit floats, and zeros up to a multiple of 64 bytes
;; Slots count from the first vector of the first block.
(module
  (import "gallery" "memory" (memory 1 65536 shared))

  ;; A vector in 16-bit integers, for "sketch": each number times $scale, rounded. $vectorBytes: of the vector, a multiple of 64.
  (func (export "quantise") (param $vector i32) (param $vectorBytes i32) (param $scale f32) (param $integers i32)
    (local $end i32) (local $scales v128)
    (local.set $scales (f32x4.splat (local.get $scale)))
    (local.set $end (i32.add (local.get $vector) (local.get $vectorBytes)))
    (loop $eight
      (v128.store (local.get $integers)
        (i16x8.narrow_i32x4_s
          (i32x4.trunc_sat_f32x4_s
            (f32x4.nearest (f32x4.mul (local.get $scales) (v128.load (local.get $vector)))))
          (i32x4.trunc_sat_f32x4_s
            (f32x4.nearest (f32x4.mul (local.get $scales) (v128.load offset=16 (local.get $vector)))))))
      (local.set $vector (i32.add (local.get $vector) (i32.const 32)))
      (local.set $integers (i32.add (local.get $integers) (i32.const 16)))
      (br_if $eight (i32.lt_u (local.get $vector) (local.get $end)))))

  ;; A part of the sketch of a vector: one bit for each of some hyperplanes through the origin, set where the vector lies on the
  ;; far side. $planes: groups of 32 planes; in each group, for each two dimensions, both numbers of the first plane, of the next,
  ;; and so on, 16-bit integers. $integers: the vector as "quantise" left it. No sum may leave 32 bits.
  (func (export "sketch")
    (param $planes i32) (param $integers i32) (param $integerBytes i32) (param $sketch i32) (param $sketchBytes i32)
    (local $at i32) (local $end i32) (local $sketchEnd i32) (local $pair v128)
    (local $sum0 v128) (local $sum1 v128) (local $sum2 v128) (local $sum3 v128)
    (local $sum4 v128) (local $sum5 v128) (local $sum6 v128) (local $sum7 v128)
    (local.set $end (i32.add (local.get $integers) (local.get $integerBytes)))
    (local.set $sketchEnd (i32.add (local.get $sketch) (local.get $sketchBytes)))
    (loop $groups
      (local.set $sum0 (v128.const i32x4 0 0 0 0))
      (local.set $sum1 (v128.const i32x4 0 0 0 0))
      (local.set $sum2 (v128.const i32x4 0 0 0 0))
      (local.set $sum3 (v128.const i32x4 0 0 0 0))
      (local.set $sum4 (v128.const i32x4 0 0 0 0))
      (local.set $sum5 (v128.const i32x4 0 0 0 0))
      (local.set $sum6 (v128.const i32x4 0 0 0 0))
      (local.set $sum7 (v128.const i32x4 0 0 0 0))
      (local.set $at (local.get $integers))
      (loop $pairs
        (local.set $pair (v128.load32_splat (local.get $at)))
        (local.set $sum0
          (i32x4.add (local.get $sum0) (i32x4.dot_i16x8_s (local.get $pair) (v128.load (local.get $planes)))))
        (local.set $sum1
          (i32x4.add (local.get $sum1) (i32x4.dot_i16x8_s (local.get $pair) (v128.load offset=16 (local.get $planes)))))
        (local.set $sum2
          (i32x4.add (local.get $sum2) (i32x4.dot_i16x8_s (local.get $pair) (v128.load offset=32 (local.get $planes)))))
        (local.set $sum3
          (i32x4.add (local.get $sum3) (i32x4.dot_i16x8_s (local.get $pair) (v128.load offset=48 (local.get $planes)))))
        (local.set $sum4
          (i32x4.add (local.get $sum4) (i32x4.dot_i16x8_s (local.get $pair) (v128.load offset=64 (local.get $planes)))))
        (local.set $sum5
          (i32x4.add (local.get $sum5) (i32x4.dot_i16x8_s (local.get $pair) (v128.load offset=80 (local.get $planes)))))
        (local.set $sum6
          (i32x4.add (local.get $sum6) (i32x4.dot_i16x8_s (local.get $pair) (v128.load offset=96 (local.get $planes)))))
        (local.set $sum7
          (i32x4.add (local.get $sum7) (i32x4.dot_i16x8_s (local.get $pair) (v128.load offset=112 (local.get $planes)))))
        (local.set $planes (i32.add (local.get $planes) (i32.const 128)))
        (local.set $at (i32.add (local.get $at) (i32.const 4)))
        (br_if $pairs (i32.lt_u (local.get $at) (local.get $end))))
      ;; Narrowing keeps signs, and the topmost bit is the sign.
      (i32.store16 (local.get $sketch)
        (i8x16.bitmask
          (i8x16.narrow_i16x8_s
            (i16x8.narrow_i32x4_s (local.get $sum0) (local.get $sum1))
            (i16x8.narrow_i32x4_s (local.get $sum2) (local.get $sum3)))))
      (i32.store16 offset=2 (local.get $sketch)
        (i8x16.bitmask
          (i8x16.narrow_i16x8_s
            (i16x8.narrow_i32x4_s (local.get $sum4) (local.get $sum5))
            (i16x8.narrow_i32x4_s (local.get $sum6) (local.get $sum7)))))
      (local.set $sketch (i32.add (local.get $sketch) (i32.const 4)))
      (br_if $groups (i32.lt_u (local.get $sketch) (local.get $sketchEnd)))))

  ;; Writes for $count vectors in how many bits the first part of the sketch differs from the probe's, 255 standing for all
  ;; beyond as well. $histogram: 256 counters of 32 bits, added to, in which every second vector counts. What is behind the last
  ;; vector may be overwritten, up to the end of its block.
  (func (export "compareSketches")
    (param $blocks i32) (param $blockBytes i32) (param $count i32) (param $probe i32) (param $histogram i32)
    (local $sketch i32) (local $one i32) (local $other i32) (local $differences i32) (local $end i32) (local $counter i32)
    (local $probe0 i64) (local $probe1 i64) (local $probe2 i64) (local $probe3 i64)
    (local.set $probe0 (i64.load (local.get $probe)))
    (local.set $probe1 (i64.load offset=8 (local.get $probe)))
    (local.set $probe2 (i64.load offset=16 (local.get $probe)))
    (local.set $probe3 (i64.load offset=24 (local.get $probe)))
    (block $done
      (loop $eachBlock
        (br_if $done (i32.le_s (local.get $count) (i32.const 0)))
        (local.set $differences (local.get $blocks))
        (local.set $sketch (i32.add (local.get $blocks) (i32.const 1024)))
        (local.set $end
          (i32.add
            (local.get $blocks)
            (select (local.get $count) (i32.const 1024) (i32.lt_s (local.get $count) (i32.const 1024)))))
        (loop $eachTwo
          (local.set $one
            (i32.wrap_i64
              (i64.add
                (i64.add
                  (i64.popcnt (i64.xor (local.get $probe0) (i64.load (local.get $sketch))))
                  (i64.popcnt (i64.xor (local.get $probe1) (i64.load offset=8 (local.get $sketch)))))
                (i64.add
                  (i64.popcnt (i64.xor (local.get $probe2) (i64.load offset=16 (local.get $sketch))))
                  (i64.popcnt (i64.xor (local.get $probe3) (i64.load offset=24 (local.get $sketch))))))))
          (local.set $other
            (i32.wrap_i64
              (i64.add
                (i64.add
                  (i64.popcnt (i64.xor (local.get $probe0) (i64.load offset=32 (local.get $sketch))))
                  (i64.popcnt (i64.xor (local.get $probe1) (i64.load offset=40 (local.get $sketch)))))
                (i64.add
                  (i64.popcnt (i64.xor (local.get $probe2) (i64.load offset=48 (local.get $sketch))))
                  (i64.popcnt (i64.xor (local.get $probe3) (i64.load offset=56 (local.get $sketch))))))))
          ;; Of 256, the only number with that bit, becomes 255.
          (local.set $one (i32.sub (local.get $one) (i32.shr_u (local.get $one) (i32.const 8))))
          (local.set $other (i32.sub (local.get $other) (i32.shr_u (local.get $other) (i32.const 8))))
          (i32.store16 (local.get $differences)
            (i32.or (local.get $one) (i32.shl (local.get $other) (i32.const 8))))
          (local.set $counter (i32.add (local.get $histogram) (i32.shl (local.get $one) (i32.const 2))))
          (i32.store (local.get $counter) (i32.add (i32.load (local.get $counter)) (i32.const 1)))
          (local.set $sketch (i32.add (local.get $sketch) (i32.const 64)))
          (local.set $differences (i32.add (local.get $differences) (i32.const 2)))
          (br_if $eachTwo (i32.lt_u (local.get $differences) (local.get $end))))
        (local.set $count (i32.sub (local.get $count) (i32.const 1024)))
        (local.set $blocks (i32.add (local.get $blocks) (local.get $blockBytes)))
        (br $eachBlock))))

  ;; The slots, in ascending order and 32 bits each, of those of $count vectors whose sketches differ from the probe's in at least
  ;; $low and at most $high bits of the first part, and in at most $highOfBoth of both. $probe: the second part of its sketch.
  ;; Returns how many there are.
  (func (export "selectSlots")
    (param $blocks i32) (param $blockBytes i32) (param $count i32) (param $low i32) (param $high i32) (param $probe i32)
    (param $highOfBoth i32) (param $slots i32) (result i32)
    (local $first i32) (local $place i32) (local $end i32) (local $one i32) (local $bits i64) (local $sketch i32) (local $out i32)
    (local $differences i32) (local $lows v128) (local $highs v128)
    (local $probe0 i64) (local $probe1 i64) (local $probe2 i64) (local $probe3 i64) (local $probe4 i64) (local $probe5 i64) (local $probe6 i64) (local $probe7 i64)
    (local.set $probe0 (i64.load (local.get $probe)))
    (local.set $probe1 (i64.load offset=8 (local.get $probe)))
    (local.set $probe2 (i64.load offset=16 (local.get $probe)))
    (local.set $probe3 (i64.load offset=24 (local.get $probe)))
    (local.set $probe4 (i64.load offset=32 (local.get $probe)))
    (local.set $probe5 (i64.load offset=40 (local.get $probe)))
    (local.set $probe6 (i64.load offset=48 (local.get $probe)))
    (local.set $probe7 (i64.load offset=56 (local.get $probe)))
    (local.set $lows (i8x16.splat (local.get $low)))
    (local.set $highs (i8x16.splat (local.get $high)))
    (local.set $out (local.get $slots))
    (block $done
      (loop $eachBlock
        (br_if $done (i32.le_s (local.get $count) (i32.const 0)))
        (local.set $end (select (local.get $count) (i32.const 1024) (i32.lt_s (local.get $count) (i32.const 1024))))
        (local.set $place (i32.const 0))
        (loop $sixtyFour
          (local.set $differences (i32.add (local.get $blocks) (local.get $place)))
          ;; So many at once, as the end of the loop over them is guessed wrong each time.
          (local.set $bits
            (i64.or
              (i64.or
                (i64.extend_i32_u
                (i8x16.bitmask
                  (v128.and
                    (i8x16.ge_u (v128.load (local.get $differences)) (local.get $lows))
                    (i8x16.le_u (v128.load (local.get $differences)) (local.get $highs)))))
                (i64.shl
                  (i64.extend_i32_u
                (i8x16.bitmask
                  (v128.and
                    (i8x16.ge_u (v128.load offset=16 (local.get $differences)) (local.get $lows))
                    (i8x16.le_u (v128.load offset=16 (local.get $differences)) (local.get $highs)))))
                  (i64.const 16)))
              (i64.or
                (i64.shl
                  (i64.extend_i32_u
                (i8x16.bitmask
                  (v128.and
                    (i8x16.ge_u (v128.load offset=32 (local.get $differences)) (local.get $lows))
                    (i8x16.le_u (v128.load offset=32 (local.get $differences)) (local.get $highs)))))
                  (i64.const 32))
                (i64.shl
                  (i64.extend_i32_u
                (i8x16.bitmask
                  (v128.and
                    (i8x16.ge_u (v128.load offset=48 (local.get $differences)) (local.get $lows))
                    (i8x16.le_u (v128.load offset=48 (local.get $differences)) (local.get $highs)))))
                  (i64.const 48)))))
          (block $none
            (loop $eachBit
              (br_if $none (i64.eqz (local.get $bits)))
              (local.set $one (i32.add (local.get $place) (i32.wrap_i64 (i64.ctz (local.get $bits)))))
              ;; Bytes behind the last vector are whatever they are.
              (br_if $none (i32.ge_u (local.get $one) (local.get $end)))
              (local.set $sketch
                (i32.add (local.get $blocks) (i32.add (i32.const 33792) (i32.shl (local.get $one) (i32.const 6)))))
              ;; Written in any case, and kept if the next one is written behind it: a branch would be guessed wrong.
              (i32.store (local.get $out) (i32.add (local.get $first) (local.get $one)))
              (local.set $out
                (i32.add
                  (local.get $out)
                  (i32.shl
                    (i32.le_u
                      (i32.add
                        (i32.load8_u (i32.add (local.get $blocks) (local.get $one)))
                        (i32.wrap_i64
                          (i64.add
                            (i64.add
                              (i64.add
                                (i64.popcnt (i64.xor (local.get $probe0) (i64.load (local.get $sketch))))
                                (i64.popcnt (i64.xor (local.get $probe1) (i64.load offset=8 (local.get $sketch)))))
                              (i64.add
                                (i64.popcnt (i64.xor (local.get $probe2) (i64.load offset=16 (local.get $sketch))))
                                (i64.popcnt (i64.xor (local.get $probe3) (i64.load offset=24 (local.get $sketch))))))
                            (i64.add
                              (i64.add
                                (i64.popcnt (i64.xor (local.get $probe4) (i64.load offset=32 (local.get $sketch))))
                                (i64.popcnt (i64.xor (local.get $probe5) (i64.load offset=40 (local.get $sketch)))))
                              (i64.add
                                (i64.popcnt (i64.xor (local.get $probe6) (i64.load offset=48 (local.get $sketch))))
                                (i64.popcnt (i64.xor (local.get $probe7) (i64.load offset=56 (local.get $sketch)))))))))
                      (local.get $highOfBoth))
                    (i32.const 2))))
              (local.set $bits (i64.and (local.get $bits) (i64.sub (local.get $bits) (i64.const 1))))
              (br $eachBit)))
          (local.set $place (i32.add (local.get $place) (i32.const 64)))
          (br_if $sixtyFour (i32.lt_u (local.get $place) (local.get $end))))
        (local.set $count (i32.sub (local.get $count) (i32.const 1024)))
        (local.set $first (i32.add (local.get $first) (i32.const 1024)))
        (local.set $blocks (i32.add (local.get $blocks) (local.get $blockBytes)))
        (br $eachBlock)))
    (i32.shr_u (i32.sub (local.get $out) (local.get $slots)) (i32.const 2)))

  ;; Squared distances of the probe from the vectors in $count slots, 32-bit floats in $distances.
  (func (export "squaredDistances")
    (param $blocks i32) (param $blockBytes i32) (param $vectorBytes i32) (param $slots i32) (param $count i32) (param $probe i32)
    (param $distances i32)
    (local $end i32) (local $slot i32) (local $vector i32) (local $vectorEnd i32) (local $at i32) (local $difference v128)
    (local $sum0 v128) (local $sum1 v128) (local $sum2 v128) (local $sum3 v128)
    (local.set $end (i32.add (local.get $slots) (i32.shl (local.get $count) (i32.const 2))))
    (block $done
      (loop $each
        (br_if $done (i32.ge_u (local.get $slots) (local.get $end)))
        (local.set $slot (i32.load (local.get $slots)))
        (local.set $vector
          (i32.add
            (i32.add
              (i32.add (local.get $blocks) (i32.const 99328))
              (i32.mul (i32.shr_u (local.get $slot) (i32.const 10)) (local.get $blockBytes)))
            (i32.mul (i32.and (local.get $slot) (i32.const 1023)) (local.get $vectorBytes))))
        (local.set $vectorEnd (i32.add (local.get $vector) (local.get $vectorBytes)))
        (local.set $at (local.get $probe))
        (local.set $sum0 (v128.const i32x4 0 0 0 0))
        (local.set $sum1 (v128.const i32x4 0 0 0 0))
        (local.set $sum2 (v128.const i32x4 0 0 0 0))
        (local.set $sum3 (v128.const i32x4 0 0 0 0))
        (loop $sixteen
          (local.set $difference (f32x4.sub (v128.load (local.get $at)) (v128.load (local.get $vector))))
          (local.set $sum0
            (f32x4.add (local.get $sum0) (f32x4.mul (local.get $difference) (local.get $difference))))
          (local.set $difference
            (f32x4.sub (v128.load offset=16 (local.get $at)) (v128.load offset=16 (local.get $vector))))
          (local.set $sum1
            (f32x4.add (local.get $sum1) (f32x4.mul (local.get $difference) (local.get $difference))))
          (local.set $difference
            (f32x4.sub (v128.load offset=32 (local.get $at)) (v128.load offset=32 (local.get $vector))))
          (local.set $sum2
            (f32x4.add (local.get $sum2) (f32x4.mul (local.get $difference) (local.get $difference))))
          (local.set $difference
            (f32x4.sub (v128.load offset=48 (local.get $at)) (v128.load offset=48 (local.get $vector))))
          (local.set $sum3
            (f32x4.add (local.get $sum3) (f32x4.mul (local.get $difference) (local.get $difference))))
          (local.set $at (i32.add (local.get $at) (i32.const 64)))
          (local.set $vector (i32.add (local.get $vector) (i32.const 64)))
          (br_if $sixteen (i32.lt_u (local.get $vector) (local.get $vectorEnd))))
        (local.set $sum0
          (f32x4.add
            (f32x4.add (local.get $sum0) (local.get $sum1))
            (f32x4.add (local.get $sum2) (local.get $sum3))))
        (f32.store (local.get $distances)
          (f32.add
            (f32.add (f32x4.extract_lane 0 (local.get $sum0)) (f32x4.extract_lane 1 (local.get $sum0)))
            (f32.add (f32x4.extract_lane 2 (local.get $sum0)) (f32x4.extract_lane 3 (local.get $sum0)))))
        (local.set $slots (i32.add (local.get $slots) (i32.const 4)))
        (local.set $distances (i32.add (local.get $distances) (i32.const 4)))
        (br $each)))))
