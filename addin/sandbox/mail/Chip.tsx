import { useCategories } from "../tenant/queries";

/** Fluent's palette for Outlook's category colours preset0 to preset24. */
const PRESETS = [
  "Red",
  "Pumpkin",
  "Peach",
  "Gold",
  "Green",
  "Teal",
  "Forest",
  "Blue",
  "Purple",
  "Cranberry",
  "Steel",
  "Navy",
  "Platinum",
  "Anchor",
  "Beige",
  "DarkRed",
  "Brown",
  "Brass",
  "Marigold",
  "DarkGreen",
  "LightTeal",
  "Seafoam",
  "RoyalBlue",
  "Grape",
  "Magenta",
];

export function Chip({ name }: { name: string }) {
  const colour = useCategories().data?.find((category) => category.displayName === name)?.color;
  const palette = PRESETS[Number(colour?.replace("preset", "") ?? Number.NaN)];
  return (
    <span
      className="chip"
      style={
        palette
          ? {
              background: `var(--colorPalette${palette}Background2)`,
              color: `var(--colorPalette${palette}Foreground2, var(--colorPalette${palette}Foreground1))`,
            }
          : undefined
      }
    >
      {name}
    </span>
  );
}
