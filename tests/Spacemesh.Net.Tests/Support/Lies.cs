using Spacemesh.Codec;
using Spacemesh.Simulation.Network;
using Spacemesh.Wire.Fetch;

namespace Spacemesh.Net.Tests.Support;

/// <summary>Ways to answer wrongly.</summary>
internal static class Lies
{
    /// <summary>Other bytes under the right hashes.</summary>
    public static OutgoingFilter OtherBytes { get; } = Change(batch =>
        batch with { Responses = batch.Responses.Select(one => one with { Data = (byte[])[.. one.Data.Span, 1] }).ToScaleList() });

    /// <summary>An answer to another question.</summary>
    public static OutgoingFilter OtherBatch { get; } = Change(batch => batch with { Id = default });

    /// <summary>Objects that nobody asked for, and each of those asked for twice.</summary>
    public static OutgoingFilter TooMuch { get; } = Change(batch =>
        batch with { Responses = batch.Responses.Concat(batch.Responses).Append(new ResponseMessage(FetchWorld.IdOf("unasked"), "unasked"u8.ToArray())).ToScaleList() });

    public static OutgoingFilter Garbage { get; } = (_, _, _) => "garbage"u8.ToArray();

    public static OutgoingFilter Nothing { get; } = (_, _, _) => null;

    private static OutgoingFilter Change(Func<ResponseBatch, ResponseBatch> change) =>
        (_, _, answer) => Scale.TryDecode<ResponseBatch>(answer.Span, out var batch, out _) ? Scale.Encode(change(batch)) : answer;
}
