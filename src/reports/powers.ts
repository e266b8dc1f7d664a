import { onRoleChanged } from '../auth/role-change.ts'
import { releaseFormer } from './claims.ts'
import { noteRoles } from './staff-lines.ts'

/** What follows where powers were given or taken, as often as wanted. */
export async function followRoles(): Promise<void> {
  await noteRoles()
  await releaseFormer()
}

onRoleChanged(followRoles)
