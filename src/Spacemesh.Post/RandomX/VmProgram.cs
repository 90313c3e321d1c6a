using System.Buffers.Binary;

namespace Spacemesh.Post.RandomX;

/// <summary>A generated program: 16 configuration words, then 256 instructions (spec 02 §13.2 items 1, 22–28).</summary>
internal sealed class VmProgram
{
    public const int Size = 256;
    public const int ConfigurationLength = 128;
    public const int Length = ConfigurationLength + (Size * VmInstruction.Length);

    /// <summary>Dataset addresses are multiples of 64 below 2 GiB.</summary>
    public const uint AddressMask = 0x7fffffc0;
    private const uint ExtraItems = 524288;
    private const ulong MantissaMask = (1UL << 52) - 1;

    private readonly byte[] _bytes = new byte[Length];

    public Span<byte> Bytes => _bytes;

    public uint InitialMa => (uint)Configuration(8) & AddressMask;

    public uint InitialMx => (uint)Configuration(10);

    /// <summary>First byte of the part of the dataset that this program reads.</summary>
    public ulong DatasetOffset => Configuration(13) % ExtraItems * ManagedCache.LineLength;

    /// <summary>Integer register number <paramref name="which"/> (0–3) of the four that make addresses.</summary>
    public int ReadRegister(int which) => (2 * which) + (int)((Configuration(12) >> which) & 1);

    /// <summary>Mantissa and exponent bits forced on group E values of lane <paramref name="lane"/>.</summary>
    public ulong EMask(int lane)
    {
        ulong q = Configuration(14 + lane);
        return (q & 0x3fffff) | ((0x300 | ((q >> 60) << 4)) << 52);
    }

    /// <summary>Double number <paramref name="index"/> of the eight in group A, as bits: between 1 and 2^32.</summary>
    public ulong AValue(int index)
    {
        ulong q = Configuration(index);
        return ((1023 + (q >> 59)) << 52) | (q & MantissaMask);
    }

    public VmInstruction Instruction(int index) => VmInstruction.Read(_bytes.AsSpan(ConfigurationLength + (index * VmInstruction.Length), VmInstruction.Length));

    private ulong Configuration(int index) => BinaryPrimitives.ReadUInt64LittleEndian(_bytes.AsSpan(8 * index));
}
