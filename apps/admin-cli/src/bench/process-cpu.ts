import { readdir, readFile } from 'node:fs/promises';

/** Of the kernel's clock in `/proc`: 100 a second on every Linux that Node runs on (`getconf CLK_TCK`). */
const MS_PER_TICK = 10;

interface ProcessTimes {
  readonly pid: number;
  readonly parent: number;
  readonly cpuMs: number;
}

/**
 * CPU time of a process with all its threads and children, ended ones included once their parent has noticed.
 * @returns undefined where there is no `/proc`
 */
export async function cpuMsOfTree(pid: number): Promise<number | undefined> {
  const all = await allProcesses();
  if (!all.some((process) => process.pid === pid)) return undefined;
  const tree = new Set([pid]);
  for (let before = 0; before < tree.size; ) {
    before = tree.size;
    for (const { pid: child, parent } of all) if (tree.has(parent)) tree.add(child);
  }
  return all.reduce((sum, process) => (tree.has(process.pid) ? sum + process.cpuMs : sum), 0);
}

async function allProcesses(): Promise<ProcessTimes[]> {
  const names = await readdir('/proc').catch(() => []);
  const read = names.filter((name) => /^\d+$/.test(name)).map(readTimes);
  return (await Promise.all(read)).filter((times) => times !== undefined);
}

/** proc(5): the name in parentheses may hold anything, so fields are counted from the last of them. */
async function readTimes(name: string): Promise<ProcessTimes | undefined> {
  try {
    const stat = await readFile(`/proc/${name}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = [11, 12, 13, 14].reduce((sum, field) => sum + Number(fields[field]), 0);
    return { pid: Number(name), parent: Number(fields[1]), cpuMs: ticks * MS_PER_TICK };
  } catch {
    // It ended meanwhile.
    return undefined;
  }
}
