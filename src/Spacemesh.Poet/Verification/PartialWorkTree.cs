using Spacemesh.Codec;
using Spacemesh.Poet.Work;

namespace Spacemesh.Poet.Verification;

/// <summary>
/// The climb from opened leaves to a root (spec 03 §3.4), with its laxities: the height is whatever the nodes last for, nodes have any
/// length, leaves that the climb does not meet are left over. Keeps the nodes that were parked when each leaf was appended.
/// </summary>
internal sealed class PartialWorkTree(WorkHasher hasher, ulong[] indices, ScaleList<ScaleBytes> leaves, ScaleList<ScaleBytes> nodes)
{
    private int _leaf;
    private int _node;

    /// <summary>
    /// The root that the climb ends at, and per reached leaf the parked nodes, lowest layer first; absent and empty ones are left out,
    /// for the label takes neither.
    /// </summary>
    public ReadOnlyMemory<byte> Climb(out List<List<ReadOnlyMemory<byte>>> parked) => Climb(stop: -1, out parked);

    private ReadOnlyMemory<byte> Climb(int stop, out List<List<ReadOnlyMemory<byte>>> parked)
    {
        ulong position = indices[_leaf];
        var current = leaves[_leaf++].Memory;
        parked = [[]];
        for (int layer = 0; layer != stop; layer++)
        {
            List<List<ReadOnlyMemory<byte>>>? beside = null;
            ReadOnlyMemory<byte> sibling;
            if (_leaf < indices.Length && (position ^ 1) == AtLayer(indices[_leaf], layer))
                sibling = Climb(layer, out beside);
            else if (_node < nodes.Count)
                sibling = nodes[_node++].Memory;
            else
                break;

            var parent = new byte[PoetParameters.NodeSize];
            if ((position & 1) == 1)
            {
                Park(parked, sibling);
                hasher.Node(sibling.Span, current.Span, parent);
            }
            else
            {
                if (beside is not null)
                {
                    Park(beside, current);
                    parked.AddRange(beside);
                }

                hasher.Node(current.Span, sibling.Span, parent);
            }

            current = parent;
            position >>= 1;
        }

        return current;
    }

    private static void Park(List<List<ReadOnlyMemory<byte>>> snapshots, ReadOnlyMemory<byte> node)
    {
        if (node.IsEmpty)
            return;
        foreach (var snapshot in snapshots)
            snapshot.Add(node);
    }

    /// <summary>C# takes shift counts modulo 64; hostile trees are higher.</summary>
    private static ulong AtLayer(ulong index, int layer) => layer < 64 ? index >> layer : 0;
}
