using Spacemesh.Codec;

namespace Spacemesh.Wire.Poet;

/// <summary>A certificate that admits an identity to PoETs, made by a certifier (spec 01 §7.5).</summary>
public sealed record PoetCertificate(ScaleBytes PublicKey, ulong? Expiration) : IScaleType<PoetCertificate>
{
    public const int MaxPublicKeyLength = 32;

    public static int MinSize => 2;

    public static PoetCertificate Read(ref ScaleReader reader) => new(
        reader.Bytes(MaxPublicKeyLength, "Pubkey"),
        reader.OptionalC64("Expiration"));

    public void Write(ref ScaleWriter writer)
    {
        writer.Bytes(PublicKey, MaxPublicKeyLength);
        writer.OptionalC64(Expiration);
    }
}
