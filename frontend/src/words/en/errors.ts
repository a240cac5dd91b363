export const errors = {
  UNREACHABLE: "The studio cannot be reached. Check your connection; nothing is lost.",
  UNKNOWN: "Something went wrong. Please try again.",
};
