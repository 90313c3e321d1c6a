using System.Buffers.Binary;

namespace Spacemesh.Post.RandomX;

/// <summary>An instruction as a program holds it: 8 bytes, every value of which means something (spec 02 §13.2 items 23, 25, 26).</summary>
internal readonly record struct VmInstruction(byte OpcodeByte, byte DestinationByte, byte SourceByte, byte Mod, uint Immediate)
{
    public const int Length = 8;
    public const uint L1Mask = 0x3ff8;
    public const uint L2Mask = 0x3fff8;
    public const uint L3Mask = 0x1ffff8;
    private const int StoreL3Condition = 14;

    private static readonly VmOpcode[] ByByte = MakeTable();

    public VmOpcode Opcode => ByByte[OpcodeByte];

    /// <summary>Integer register 0–7.</summary>
    public int Destination => DestinationByte & 7;

    public int Source => SourceByte & 7;

    /// <summary>Register 0–3 of a floating-point group.</summary>
    public int FloatDestination => DestinationByte & 3;

    public int FloatSource => SourceByte & 3;

    public ulong SignExtended => unchecked((ulong)(int)Immediate);

    public int Shift => (Mod >> 2) & 3;

    /// <summary>The scratchpad level that a read with an address register reaches.</summary>
    public uint ReadMask => (Mod & 3) != 0 ? L1Mask : L2Mask;

    public uint StoreMask => (Mod >> 4) >= StoreL3Condition ? L3Mask : ReadMask;

    /// <summary>Lowest bit of a branch's condition.</summary>
    private int ConditionShift => (Mod >> 4) + 8;

    /// <summary>What CBRANCH adds to its register.</summary>
    public ulong BranchAddend => (SignExtended | (1UL << ConditionShift)) & ~(1UL << (ConditionShift - 1));

    /// <summary>CBRANCH jumps when these bits of its register are zero.</summary>
    public uint BranchMask => 0xffu << ConditionShift;

    public static VmInstruction Read(ReadOnlySpan<byte> bytes) =>
        new(bytes[0], bytes[1], bytes[2], bytes[3], BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]));

    private static VmOpcode[] MakeTable()
    {
        ReadOnlySpan<int> frequencies = [16, 7, 16, 7, 16, 4, 4, 1, 4, 1, 8, 2, 15, 5, 8, 2, 4, 4, 16, 5, 16, 5, 6, 32, 4, 6, 25, 1, 16];
        var table = new List<VmOpcode>(256);
        for (int i = 0; i < frequencies.Length; i++)
            table.AddRange(Enumerable.Repeat((VmOpcode)i, frequencies[i]));
        return [.. table];
    }
}
