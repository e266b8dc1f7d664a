const text = `
  a about above accept account accounts act after again against all also although always an and another any anybody anyone
  anything appeal are as asked at author authors back be because been before being below better between both but by can cannot
  case check choice come comment complain complained complainant complaint complaints content could date day days decide decided
  decision did do does done down each either else enough even ever every everybody everyone everything fact facts false few
  first for forum found from gave get give given go goes good ground had has have he her here hers hidden hide him his how i
  if image in into is it its itself keep kept know known last law least left less let like limit links little long made make
  many may me measure measures member members message might milder moderator moderators more most much must my name names
  need never new no nobody none nor not nothing now of off often old on once one only open opinion or order other others our
  ours out over own page people person persons phrase picture pictures place please post posts posted privacy private profile
  public put quite reader readers reason reasons remove removed reply report reported reporter reports right rights rule rules
  said same say says see seen sentence several shall she should show shown side since site so some somebody someone something
  stay stays still such take taken tell text than that the their them then there these they thing things think this those
  though through time title to together told too topic topics true two under until up upon us use used user users very was way
  we well went were what when where whether which while who whole whom whose why will with within without word words would
  write writer writes written wrong wrote yes yet you your yours
`

/** Nobody can give reasons without these: as a name they count only where they are written as one. */
export const ordinaryWords: ReadonlySet<string> = new Set(text.trim().split(/\s+/))
