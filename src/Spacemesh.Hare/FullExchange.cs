using System.Diagnostics.CodeAnalysis;
using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Wire.Hare;

namespace Spacemesh.Hare;

/// <summary>
/// The full lists behind compacted messages, for peers that cannot rebuild them: both ends of the stream <c>hare4/full_exchange</c>
/// without the stream (spec 05 §6). Not thread-safe.
/// </summary>
public sealed class FullExchange
{
    public const string Protocol = "hare4/full_exchange";

    /// <summary>Largest request that is read, in bytes.</summary>
    public const int MaxRequest = 10_240;

    /// <summary>How long a client waits for the whole exchange.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <summary>Declared lengths from here on are refused.</summary>
    private const uint MaxResponse = 1_000_000;

    private const int MaxLengthPrefix = 5;

    private readonly Dictionary<Hash32, (LayerId Layer, ScaleList<ProposalId> Proposals)> _lists = [];

    public int Count => _lists.Count;

    /// <summary>Bytes of a request, without the stream's framing.</summary>
    public static byte[] Request(Hash32 messageId) => Scale.Encode(new CompactIdRequest(messageId));

    /// <summary>Reads a whole response; false with the reason for one that must not be used.</summary>
    public static bool TryReadResponse(ReadOnlySpan<byte> bytes, out ScaleList<ProposalId> proposals, [NotNullWhen(false)] out string? failure)
    {
        proposals = default;
        failure = null;
        var reader = new ScaleReader(bytes);
        uint length = reader.C32("length");
        if (reader.Failed)
            failure = $"read length: {reader.Error}";
        else if (length >= MaxResponse)
            failure = $"response of {length} bytes is too long";
        else if (length != reader.Rest.Length)
            failure = $"response of {reader.Rest.Length} bytes declares {length}";
        else if (!Scale.TryDecode<CompactIdResponse>(reader.Rest, out var response, out var error))
            failure = $"decode: {error}";
        else
            proposals = response.Ids;
        return failure is null;
    }

    /// <summary>Keeps the list of a message that is on its way to peers; the first of an id stays.</summary>
    public void Remember(Hash32 messageId, LayerId layer, ScaleList<ProposalId> proposals) => _lists.TryAdd(messageId, (layer, proposals));

    /// <summary>
    /// The response to a request. False, to close the stream without one, for a malformed request, an unknown message, and a list that is
    /// allowed in a message but too long for a response.
    /// </summary>
    public bool TryServe(ReadOnlySpan<byte> request, [NotNullWhen(true)] out byte[]? response)
    {
        response = null;
        if (!Scale.TryDecode<CompactIdRequest>(request, out var decoded, out _)
            || !_lists.TryGetValue(decoded.MsgId, out var list)
            || list.Proposals.Count > CompactIdResponse.MaxIds)
        {
            return false;
        }

        byte[] payload = Scale.Encode(new CompactIdResponse(list.Proposals));
        var writer = new ScaleWriter(stackalloc byte[MaxLengthPrefix]);
        writer.C32((uint)payload.Length);
        response = [.. writer.Written, .. payload];
        writer.Dispose();
        return true;
    }

    /// <summary>A layer begins: lists of layers before the one before it go.</summary>
    public void OnLayer(LayerId layer)
    {
        foreach (var (id, list) in _lists)
        {
            if (list.Layer < layer.SubSaturating(1))
                _lists.Remove(id);
        }
    }
}
