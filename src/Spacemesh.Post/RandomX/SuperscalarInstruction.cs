namespace Spacemesh.Post.RandomX;

/// <summary>One instruction of a SuperscalarHash program; <see cref="Source"/> equals <see cref="Destination"/> in the constant forms.</summary>
internal readonly record struct SuperscalarInstruction(SuperscalarOpcode Opcode, byte Destination, byte Source, byte Mod, uint Immediate)
{
    /// <summary>Left shift of the source in <see cref="SuperscalarOpcode.AddShifted"/>.</summary>
    public int Shift => (Mod >> 2) & 3;

    /// <summary>The immediate as the additive and XOR forms use it.</summary>
    public ulong SignExtended => unchecked((ulong)(int)Immediate);
}
