export { homeQuery } from "~/api/reads";
