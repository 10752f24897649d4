import { avatarColour, initials } from "../people/organisations";

export function Avatar({ name, address, size = 32 }: { name: string; address: string; size?: number }) {
  const colour = avatarColour(address);
  return (
    <span
      aria-hidden="true"
      className="avatar"
      style={{
        width: size,
        height: size,
        fontSize: size * 0.4,
        background: `var(--colorPalette${colour}Background2)`,
        color: `var(--colorPalette${colour}Foreground2)`,
      }}
    >
      {initials(name || address)}
    </span>
  );
}
