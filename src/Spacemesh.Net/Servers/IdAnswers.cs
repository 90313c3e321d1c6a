using System.Runtime.InteropServices;
using Spacemesh.Codec;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Wire.Fetch;

namespace Spacemesh.Net.Servers;

/// <summary>
/// Answers with long lists of ids: <c>ax/1</c> and <c>ml/1</c> (spec 08 §6.1, §6.7). Lists go out in small pieces, and requests for the
/// same list share it, so that memory holds each list once however many slow peers read it. One lock, held for look-ups.
/// </summary>
internal sealed class IdAnswers(IStateDatabase state, bool streams)
{
    private const int IdsPerPiece = 2048;

    private readonly Lock _entry = new();
    private readonly Dictionary<EpochId, WeakReference<IReadOnlyList<AtxId>>> _epochs = [];
    private readonly WeakReference<IReadOnlyList<NodeId>> _malicious = new([]);

    public PeerAnswer? EpochAtxs(ReadOnlySpan<byte> request)
    {
        if (!Scale.TryDecode<EpochRequest>(request, out var wanted, out var error))
            return streams ? null : throw RequestErrors.Malformed(RequestErrors.Undecodable(error, request));
        return Answer(Published(wanted.Epoch), EpochAtxIds.MaxAtxIds);
    }

    public PeerAnswer MaliciousIds() => Answer(Malicious(), Wire.Fetch.MaliciousIds.MaxNodeIds);

    private static PeerAnswer Answer<T>(IReadOnlyList<T> ids, int limit)
        where T : struct, IFixedBytes<T>
    {
        int count = Math.Min(ids.Count, limit);
        var writer = new ScaleWriter(stackalloc byte[8]);
        writer.Count(count, limit, "ids");
        byte[] head = writer.Written.ToArray();
        writer.Dispose();
        return new PeerAnswer(head.Length + ((long)count * T.Size), Pieces(ids, count, head));
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Pieces<T>(IReadOnlyList<T> ids, int count, byte[] head)
        where T : struct, IFixedBytes<T>
    {
        yield return head;
        byte[] piece = new byte[Math.Min(count, IdsPerPiece) * T.Size];
        for (int first = 0; first < count; first += IdsPerPiece)
        {
            int length = Math.Min(count - first, IdsPerPiece);
            Copy(ids, first, MemoryMarshal.Cast<byte, T>(piece.AsSpan(0, length * T.Size)));
            yield return piece.AsMemory(0, length * T.Size);
        }
    }

    private static void Copy<T>(IReadOnlyList<T> ids, int first, Span<T> piece)
    {
        for (int i = 0; i < piece.Length; i++)
            piece[i] = ids[first + i];
    }

    private IReadOnlyList<AtxId> Published(EpochId epoch)
    {
        lock (_entry)
        {
            if (_epochs.TryGetValue(epoch, out var kept) && kept.TryGetTarget(out var shared) && (ulong)shared.Count == state.Atxs.Count(epoch))
                return shared;
        }

        // ATXs are never deleted: a list of as many ids is the same list.
        var ids = state.Atxs.InEpoch(epoch);
        if (ids.Count == 0)
            return ids;
        lock (_entry)
        {
            foreach (var (old, reference) in _epochs)
            {
                if (!reference.TryGetTarget(out _))
                    _epochs.Remove(old);
            }

            _epochs[epoch] = new WeakReference<IReadOnlyList<AtxId>>(ids);
        }

        return ids;
    }

    private IReadOnlyList<NodeId> Malicious()
    {
        var ids = state.MaliciousIdentities.All();
        lock (_entry)
        {
            if (_malicious.TryGetTarget(out var shared) && shared.Count == ids.Count && shared.SequenceEqual(ids))
                return shared;
            _malicious.SetTarget(ids);
            return ids;
        }
    }
}
