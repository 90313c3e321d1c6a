using Spacemesh.Libp2p.Encoding;

namespace Spacemesh.Libp2p.Identity;

/// <summary>A payload signed for a domain (spec 08 §2.2).</summary>
public sealed record SignedEnvelope(PublicKey Key, byte[] PayloadType, byte[] Payload, byte[] Signature)
{
    public PeerId Signer => PeerId.Of(Key);

    public static SignedEnvelope Seal(IdentityKey key, string domain, byte[] payloadType, byte[] payload)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new SignedEnvelope(key.PublicKey, payloadType, payload, key.Sign(SignedBytes(domain, payloadType, payload)));
    }

    public byte[] Encode() =>
        new ProtoWriter(Payload.Length + 128).Bytes(1, Key.Encoded).Bytes(2, PayloadType).Bytes(3, Payload).Bytes(5, Signature).ToArray();

    /// <summary>Decodes and verifies; null when either fails.</summary>
    public static SignedEnvelope? Open(ReadOnlySpan<byte> encoded, string domain)
    {
        PublicKey? key = null;
        byte[] type = [];
        byte[] payload = [];
        byte[] signature = [];
        var reader = new ProtoReader(encoded);
        while (reader.Next())
        {
            if (reader.IsBytes(1) && !PublicKey.TryDecode(reader.Bytes, out key))
                return null;
            if (reader.IsBytes(2))
                type = reader.Bytes.ToArray();
            else if (reader.IsBytes(3))
                payload = reader.Bytes.ToArray();
            else if (reader.IsBytes(5))
                signature = reader.Bytes.ToArray();
        }

        if (reader.Malformed || key is null || !key.Verify(SignedBytes(domain, type, payload), signature))
            return null;
        return new SignedEnvelope(key, type, payload, signature);
    }

    private static byte[] SignedBytes(string domain, byte[] type, byte[] payload)
    {
        byte[] name = System.Text.Encoding.UTF8.GetBytes(domain);
        return [.. Uvarint.Encode((ulong)name.Length), .. name, .. Uvarint.Encode((ulong)type.Length), .. type, .. Uvarint.Encode((ulong)payload.Length), .. payload];
    }
}
