export const actions = {
  cancel: "Cancel",
  close: "Close",
  retry: "Try again",
  save: "Save",
  undo: "Undo",
  delete: "Delete",
  more: "Show more",
  back: "Back",
  next: "Next",
};
