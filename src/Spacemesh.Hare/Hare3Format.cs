using System.Diagnostics.CodeAnalysis;
using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Wire.Hare;

namespace Spacemesh.Hare;

/// <summary>The bytes of hare 3.</summary>
internal sealed class Hare3Format : HareFormat
{
    public override bool Compacts => false;

    public override bool TryDecode(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out HareMessage? message, out DecodeError error)
    {
        message = null;
        if (!Scale.TryDecode<Hare3Message>(bytes, out var wire, out error))
            return false;
        var body = wire.Body;
        message = new HareMessage(
            body.Layer, body.IterRound, new HareValue(body.Value.Proposals, body.Value.Reference), default, body.Eligibility, wire.Sender, wire.Signature);
        return true;
    }

    public override byte[] Encode(HareMessage message) => Scale.Encode(new Hare3Message(Body(message), message.Sender, message.Signature));

    public override Hash32 HashBody(HareMessage message) => Body(message).ComputeHash();

    private static Hare3Body Body(HareMessage message) =>
        new(message.Layer, message.Round, new Hare3Value(message.Value.Proposals, message.Value.Reference), message.Eligibility);
}
