using System.Diagnostics.CodeAnalysis;
using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Wire.Hare;

namespace Spacemesh.Hare;

/// <summary>How hare messages look as bytes: hare 3 or hare 4 (spec 05 §5.3, §6).</summary>
public abstract class HareFormat
{
    private protected HareFormat()
    {
    }

    public static HareFormat Hare3 { get; } = new Hare3Format();

    public static HareFormat Hare4 { get; } = new Hare4Format();

    /// <summary>Whether preround messages travel with short ids, whose list is asked for where they do not suffice.</summary>
    public abstract bool Compacts { get; }

    public abstract bool TryDecode(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out HareMessage? message, out DecodeError error);

    /// <exception cref="ScaleLimitException">A list is too long.</exception>
    public abstract byte[] Encode(HareMessage message);

    /// <summary>H of the body as it stands: as signed or as sent.</summary>
    public abstract Hash32 HashBody(HareMessage message);

    /// <summary>What the sender signs in the HARE domain.</summary>
    public HareMetadata Metadata(HareMessage message) => new(message.Layer, message.Round.Absolute, HashBody(message));
}
