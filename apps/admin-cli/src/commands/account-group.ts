import { ROLES } from '@portero/access';
import { type Command, Option } from 'commander';
import { group } from './register.ts';

export function accountGroup(program: Command): Command {
  return group(program, 'account', 'who may use the REST API');
}

/** `portero account token …` */
export function accountTokenGroup(program: Command): Command {
  return group(accountGroup(program), 'token', 'secrets for programs that use the REST API');
}

export function roleOption(description: string): Option {
  return new Option('--role <role>', description).choices(ROLES).makeOptionMandatory();
}
