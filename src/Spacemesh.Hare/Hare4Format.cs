using System.Diagnostics.CodeAnalysis;
using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Wire.Hare;

namespace Spacemesh.Hare;

/// <summary>The bytes of hare 4.</summary>
internal sealed class Hare4Format : HareFormat
{
    public override bool Compacts => true;

    public override bool TryDecode(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out HareMessage? message, out DecodeError error)
    {
        message = null;
        if (!Scale.TryDecode<Hare4Message>(bytes, out var wire, out error))
            return false;
        var body = wire.Body;
        var value = new HareValue(body.Value.Proposals, body.Value.Reference);
        message = new HareMessage(body.Layer, body.IterRound, value, body.Value.CompactProposals, body.Eligibility, wire.Sender, wire.Signature);
        return true;
    }

    public override byte[] Encode(HareMessage message) => Scale.Encode(new Hare4Message(Body(message), message.Sender, message.Signature));

    public override Hash32 HashBody(HareMessage message) => Body(message).ComputeHash();

    private static Hare4Body Body(HareMessage message) =>
        new(message.Layer, message.Round, new Hare4Value(message.Value.Proposals, message.Value.Reference, message.Compact), message.Eligibility);
}
