using Spacemesh.Crypto.Curve;

namespace Spacemesh.Crypto.Tests.Curve;

/// <summary>A table that notes the order in which it is read.</summary>
internal sealed class CountingTable(QuadSummand[] entries) : ISummandTable
{
    public List<int> Reads { get; } = [];

    public int Count => entries.Length;

    public ref readonly QuadSummand this[int index]
    {
        get
        {
            Reads.Add(index);
            return ref entries[index];
        }
    }
}
