using Spacemesh.Codec;
using Spacemesh.Ports.Network;
using Spacemesh.Primitives;
using Spacemesh.Wire.Fetch;

namespace Spacemesh.Net.Fetching;

/// <summary>Objects that one request asks one peer for; their hashes differ (spec 08 §6.3).</summary>
internal sealed class FetchBatch
{
    private readonly RequestBatch _batch;

    public FetchBatch(PeerId peer, IReadOnlyList<FetchEntry> entries, int maxData)
    {
        (Peer, Entries) = (peer, entries);
        IsActiveSet = entries is [{ Kind: ObjectKind.ActiveSet }];
        _batch = RequestBatch.Create(entries.Select(entry => new RequestMessage(StoredObjects.HintOf(entry.Kind), entry.Hash)).ToScaleList());
        Request = new PeerRequest(PeerProtocols.Objects, Scale.Encode(_batch))
        {
            Preferred = IsActiveSet ? PeerProtocols.ActiveSet : null,
            MaxData = IsActiveSet ? PeerRequest.LongestData : maxData,
        };
    }

    public PeerId Peer { get; }

    public IReadOnlyList<FetchEntry> Entries { get; }

    public bool IsActiveSet { get; }

    public PeerRequest Request { get; }

    /// <summary>Whether the request is over; guarded by the fetcher's lock.</summary>
    public bool HasEnded { get; set; }

    /// <summary>The objects of an answer that were asked for, each once. What else the peer sent is passed over.</summary>
    /// <exception cref="PeerRequestException">It is no answer to this request.</exception>
    public IReadOnlyDictionary<Hash32, ReadOnlyMemory<byte>> Read(ReadOnlyMemory<byte> answer)
    {
        if (!Scale.TryDecode<ResponseBatch>(answer.Span, out var response, out var error))
            throw Malformed(error.ToString());
        if (response.Id != _batch.Id)
            throw Malformed($"batch {response.Id} instead of {_batch.Id}");
        var wanted = Entries.Select(entry => entry.Hash).ToHashSet();
        var objects = new Dictionary<Hash32, ReadOnlyMemory<byte>>();
        foreach (var (hash, data) in response.Responses)
        {
            // Only objects that a peer left out are without bytes (spec 08 §6.3).
            if (!data.IsEmpty && wanted.Contains(hash))
                objects.TryAdd(hash, data.Memory);
        }

        return objects;
    }

    private PeerRequestException Malformed(string why) => new(PeerRequestFailure.Malformed, $"{Peer}: malformed answer: {why}");
}
