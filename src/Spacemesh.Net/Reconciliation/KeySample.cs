using System.Buffers.Binary;
using Spacemesh.Primitives;

namespace Spacemesh.Net.Reconciliation;

/// <summary>Samples of keys that show how similar two sets are (spec 08 §12).</summary>
internal static class KeySample
{
    /// <summary>A key as it stands in a sample: its last four bytes as a big-endian number.</summary>
    public static uint Of(Hash32 key) => BinaryPrimitives.ReadUInt32BigEndian(Hash32.Span(in key)[^sizeof(uint)..]);

    /// <summary>The common items as a share of the larger sample; equal items count one by one.</summary>
    public static double Similarity(IEnumerable<uint> left, IEnumerable<uint> right)
    {
        uint[] ours = [.. left.Order()];
        uint[] theirs = [.. right.Order()];
        if (ours.Length == 0 && theirs.Length == 0)
            return 1;
        if (ours.Length == 0 || theirs.Length == 0)
            return 0;
        int common = 0;
        for (int i = 0, j = 0; i < ours.Length && j < theirs.Length;)
        {
            int order = ours[i].CompareTo(theirs[j]);
            common += order == 0 ? 1 : 0;
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }

        return (double)common / Math.Max(ours.Length, theirs.Length);
    }
}
