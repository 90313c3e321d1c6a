using Spacemesh.Primitives;

namespace Spacemesh.Crypto.Vrf;

/// <summary>How VRF proofs compare and what coin they show (spec 01 §4.5).</summary>
public static class VrfOrder
{
    /// <summary>Compares as 640-bit little-endian integers: −1, 0 or 1.</summary>
    public static int CompareLittleEndian(in VrfSignature a, in VrfSignature b)
    {
        var x = VrfSignature.Span(in a);
        var y = VrfSignature.Span(in b);
        for (int i = x.Length - 1; i >= 0; i--)
        {
            if (x[i] != y[i])
                return x[i] < y[i] ? -1 : 1;
        }

        return 0;
    }

    /// <summary>As above; any proof is below an absent one.</summary>
    public static int CompareLittleEndian(in VrfSignature a, in VrfSignature? b) => b is { } value ? CompareLittleEndian(a, value) : -1;

    /// <summary>The lowest bit: the coin of the smallest proof.</summary>
    public static int LeastSignificantBit(in VrfSignature proof) => VrfSignature.Span(in proof)[0] & 1;
}
