using System.Buffers.Binary;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Post.Verification;

namespace Spacemesh.Services.Smeshing.Verification;

/// <summary>
/// Verdicts of proofs that were verified, the oldest dropped first: the same ATX comes by gossip, by sync and in chains. The key covers
/// everything that the verdict depends on, so that two blobs of one id never share one (spec 04 §2.4). One lock.
/// </summary>
internal sealed class VerdictCache(int capacity)
{
    private const byte AllIndices = 0;
    private const byte Sampled = 1;

    private readonly Lock _lock = new();
    private readonly Dictionary<Hash32, ProofVerdict> _verdicts = [];
    private readonly Queue<Hash32> _order = new();

    /// <summary>Null for a selection that comes once.</summary>
    public static Hash32? KeyOf(ProofRequest request, IndexSelection sample)
    {
        byte selection;
        if (ReferenceEquals(request.Selection, IndexSelection.All))
            selection = AllIndices;
        else if (ReferenceEquals(request.Selection, sample))
            selection = Sampled;
        else
            return null;
        var (node, commitment, challenge, units) = request.Metadata;
        byte[] text = new byte[1 + (3 * Bytes32.Length) + 4 + 4 + 8 + request.Proof.Indices.Length];
        text[0] = selection;
        node.CopyTo(text.AsSpan(1, 32));
        commitment.CopyTo(text.AsSpan(33, 32));
        challenge.CopyTo(text.AsSpan(65, 32));
        BinaryPrimitives.WriteUInt32LittleEndian(text.AsSpan(97), units);
        BinaryPrimitives.WriteUInt32LittleEndian(text.AsSpan(101), request.Proof.Nonce);
        BinaryPrimitives.WriteUInt64LittleEndian(text.AsSpan(105), request.Proof.Pow);
        request.Proof.Indices.Span.CopyTo(text.AsSpan(113));
        return Blake3.Hash(text);
    }

    public bool TryGet(Hash32 key, out ProofVerdict verdict)
    {
        lock (_lock)
            return _verdicts.TryGetValue(key, out verdict);
    }

    public void Add(Hash32 key, ProofVerdict verdict)
    {
        if (capacity == 0)
            return;
        lock (_lock)
        {
            if (!_verdicts.TryAdd(key, verdict))
                return;
            _order.Enqueue(key);
            if (_order.Count > capacity)
                _verdicts.Remove(_order.Dequeue());
        }
    }
}
