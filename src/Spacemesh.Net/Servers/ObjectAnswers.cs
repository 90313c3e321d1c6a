using Spacemesh.Codec;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Net.Metering;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Wire;
using Spacemesh.Wire.Fetch;

namespace Spacemesh.Net.Servers;

/// <summary>
/// Answers with objects: <c>hs/1</c> and <c>as/1</c> (spec 08 §6.3, §6.4). Sizes are looked up first and one object at a time is in memory
/// while they are sent. Objects that are not stored, or without bytes, are left out.
/// </summary>
internal sealed class ObjectAnswers(IStateDatabase state, ProposalSource proposals, bool streams, INetworkMeter meter)
{
    /// <summary>Objects up to this size are sent together with what precedes them.</summary>
    private const int SmallObject = 64 << 10;

    private const string ActiveSetHint = "activeset";

    public PeerAnswer? Objects(ReadOnlySpan<byte> request) =>
        Scale.TryDecode<RequestBatch>(request, out var batch, out var error) ? Answer(batch) : Undecodable(error, request);

    public PeerAnswer? ActiveSet(ReadOnlySpan<byte> request)
    {
        if (!Scale.TryDecode<RequestBatch>(request, out var batch, out var error))
            return Undecodable(error, request);
        if (batch.Requests.Count > 1)
            return Refuse("batch of size 1 expected for activeset");
        if (batch.Requests.Count == 1 && batch.Requests[0].Hint != ActiveSetHint)
            return Refuse($"bad hint: {RequestErrors.Quote(batch.Requests[0].Hint)} (expected \"{ActiveSetHint}\")");
        return Answer(batch);
    }

    private PeerAnswer? Undecodable(DecodeError error, ReadOnlySpan<byte> request)
    {
        bool isHint = error.Field?.EndsWith("Hint", StringComparison.Ordinal) ?? false;
        int limit = isHint ? RequestMessage.MaxHintLength : RequestBatch.MaxRequests;
        return Refuse($"invalid request: decoding request: {RequestErrors.Undecodable(error, request, limit)}");
    }

    /// <summary>A streaming server has nothing to say before it streams.</summary>
    private PeerAnswer? Refuse(string why) => streams ? null : throw RequestErrors.Malformed(why);

    private PeerAnswer Answer(RequestBatch batch)
    {
        var found = new List<Found>(batch.Requests.Count);
        foreach (var request in streams ? batch.Requests.Distinct() : batch.Requests)
        {
            string hint = request.Hint.ToString();
            int before = found.Count;
            int size = -1;
            if (hint == BlobHints.Proposal)
            {
                var id = request.Hash.ToProposalId();
                if (id.ToHash32() == request.Hash && proposals(id) is { Length: > 0 } bytes)
                    found.Add(new Found(request.Hash, default, bytes.Length, bytes));
            }
            else if (!BlobHints.TryParse(hint, out var kind))
            {
                return UnknownHint(request);
            }
            else
            {
                size = state.Blobs.Sizes(kind, [request.Hash])[0];
                if (size > 0)
                    found.Add(new Found(request.Hash, kind, size, null));
            }

            meter.ObjectAsked(hint, found.Count > before, size == 0);
        }

        byte[] head = Encode((ref writer) =>
        {
            writer.FixedBytes(batch.Id);
            writer.Count(found.Count, ResponseBatch.MaxResponses, "Responses");
        });
        byte[][] heads = [.. found.Select(one => Encode((ref writer) =>
        {
            writer.FixedBytes(one.Hash);
            writer.Count(one.Size, ResponseMessage.MaxDataLength, "Data");
        }))];
        long length = head.Length + found.Select((one, index) => (long)heads[index].Length + one.Size).Sum();
        return length <= ServerResponse.MaxDataLength
            ? new PeerAnswer(length, Pieces(head, found, heads))
            : throw RequestErrors.Malformed($"{found.Count} objects of {length} bytes do not fit into one answer of {ServerResponse.MaxDataLength}");
    }

    private IEnumerable<ReadOnlyMemory<byte>> Pieces(byte[] head, List<Found> found, byte[][] heads)
    {
        yield return head;
        for (int i = 0; i < found.Count; i++)
        {
            var one = found[i];
            var bytes = one.Bytes ?? state.Blobs.Load(one.Kind, one.Hash);
            // Pruned in the meantime: the rest of the answer would be read as something else.
            if (bytes.Length != one.Size)
                throw new InvalidOperationException($"{one.Kind} {one.Hash} had {one.Size} bytes when the answer began and has {bytes.Length} now");
            if (one.Size <= SmallObject)
            {
                yield return (byte[])[.. heads[i], .. bytes.Span];
            }
            else
            {
                yield return heads[i];
                yield return bytes;
            }
        }
    }

    private PeerAnswer UnknownHint(RequestMessage request)
    {
        ScaleText notFound = "blob store not found ";
        if (streams)
            return PeerAnswer.Failure(RequestErrors.Join(notFound, request.Hint));
        var hash = request.Hash;
        return PeerAnswer.Failure(RequestErrors.Join(
            "loading blob of ", new ScaleText(ScaleBytes.Copy(Hash32.Span(in hash))), " (hint: ", request.Hint, "): ", notFound, request.Hint));
    }

    private static byte[] Encode(WriterAction write)
    {
        var writer = new ScaleWriter(stackalloc byte[64]);
        write(ref writer);
        byte[] bytes = writer.Written.ToArray();
        writer.Dispose();
        return bytes;
    }

    private delegate void WriterAction(ref ScaleWriter writer);

    private readonly record struct Found(Hash32 Hash, BlobHint Kind, int Size, ReadOnlyMemory<byte>? Bytes);
}
