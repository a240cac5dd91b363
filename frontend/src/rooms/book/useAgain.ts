import { useMutation } from "@tanstack/react-query";

import { api, told } from "../../api/client";
import type { AssetName } from "../../api/story";

/** Makes parts again, and what depends on them. How that goes, the story's events tell. */
export function useAgain(story: string) {
  return useMutation({
    mutationFn: (assetTypes: AssetName[]) =>
      told(
        api.POST("/api/v1/stories/{story_id}/assets/regenerate", {
          params: { path: { story_id: story } },
          body: { assetTypes, priority: "high" },
        }),
      ),
  });
}
