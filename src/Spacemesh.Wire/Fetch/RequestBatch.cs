using Spacemesh.Codec;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Fetch;

/// <summary>Asks for several objects (spec 08 §6.3).</summary>
public sealed record RequestBatch(Hash32 Id, ScaleList<RequestMessage> Requests) : IScaleType<RequestBatch>
{
    public const int MaxRequests = 100;

    public static int MinSize => 33;

    public static RequestBatch Read(ref ScaleReader reader) => new(
        reader.FixedBytes<Hash32>("ID"),
        reader.List<RequestMessage>(MaxRequests, "Requests"));

    public void Write(ref ScaleWriter writer)
    {
        writer.FixedBytes(Id);
        writer.List(Requests, MaxRequests);
    }

    /// <summary>A batch under its id: H of the bare list of requests (spec 08 §6.3).</summary>
    public static RequestBatch Create(ScaleList<RequestMessage> requests) => new(Blake3.Hash(Scale.EncodeList(requests)), requests);
}
