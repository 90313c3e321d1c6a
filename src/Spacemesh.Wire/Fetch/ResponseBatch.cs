using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Fetch;

/// <summary>The objects of a batch that the peer has, in any order (spec 08 §6.3).</summary>
public sealed record ResponseBatch(Hash32 Id, ScaleList<ResponseMessage> Responses) : IScaleType<ResponseBatch>
{
    public const int MaxResponses = 100;

    public static int MinSize => 33;

    public static ResponseBatch Read(ref ScaleReader reader) => new(
        reader.FixedBytes<Hash32>("ID"),
        reader.List<ResponseMessage>(MaxResponses, "Responses"));

    public void Write(ref ScaleWriter writer)
    {
        writer.FixedBytes(Id);
        writer.List(Responses, MaxResponses);
    }
}
