using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Transactions;

/// <summary>One signature of a multisig transaction and the index of its key (spec 01 §7.8).</summary>
public readonly record struct MultisigPart(byte Ref, EdSignature Sig) : IScaleType<MultisigPart>
{
    public static int MinSize => 65;

    public static MultisigPart Read(ref ScaleReader reader) => new(reader.C8("Ref"), reader.FixedBytes<EdSignature>("Sig"));

    public void Write(ref ScaleWriter writer)
    {
        writer.C8(Ref);
        writer.FixedBytes(Sig);
    }
}
