using System.Security.Cryptography;
using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Encoding;
using Spacemesh.Libp2p.Identity;

namespace Spacemesh.Libp2p.Tests.Identity;

/// <summary>The short values of spec 08 §19, and keys of every kind.</summary>
public sealed class IdentityTests
{
    private const string KeyFileKey = "CAESQAQN38GXvr+L+G+/JWoimpqPBK7I6INe+PKYA+hRJg0I65Q3IPK49Ii9dcnC3+UqB+jMEL16sqDfUubxTs62rZU=";
    private const string KeyFileId = "12D3KooWRfy4Sj4rDHDuBaYw3Mg5d2puwiCyqBCWMziFquaGQ5g8";
    private const string IdHex = "002408011220eb943720f2b8f488bd75c9c2dfe52a07e8cc10bd7ab2a0df52e6f14eceb6ad95";

    private static IdentityKey Sample => IdentityFile.Parse(System.Text.Encoding.ASCII.GetBytes($"{{\"Key\":\"{KeyFileKey}\"}}"));

    [Fact]
    public void Key_file_gives_its_peer_id_and_is_written_alike()
    {
        Assert.Equal(KeyFileId, Sample.Id.ToString());
        Assert.Equal(IdHex, Convert.ToHexStringLower(Sample.Id.Bytes));
        Assert.Equal($"{{\"Key\":\"{KeyFileKey}\",\"ID\":\"{KeyFileId}\"}}", IdentityFile.Format(Sample));
        Assert.Equal(Sample.Id, PeerId.Parse(KeyFileId));
        Assert.True(PeerId.TryParse("b" + Base32.Encode([1, 0x72, .. Sample.Id.Bytes]), out var fromCid));
        Assert.Equal(Sample.Id, fromCid);
    }

    [Theory]
    [InlineData("/ip4/95.217.200.84/tcp/7513", "045fd9c854061d59")]
    [InlineData("/ip4/1.2.3.4/udp/4001/quic-v1", "040102030491020fa1cd03")]
    [InlineData("/ip4/1.2.3.4/tcp/5000/p2p/" + KeyFileId, "0401020304061388a50326" + IdHex)]
    [InlineData("/dns4/mainnet-bootnode-0.spacemesh.network/tcp/5000", null)]
    [InlineData("/ip6/::1/tcp/7513/ws", null)]
    [InlineData("/ip4/1.2.3.4/tcp/5000/p2p/" + KeyFileId + "/p2p-circuit", null)]
    public void Multiaddr_text_and_bytes_agree(string text, string? hex)
    {
        var address = Multiaddr.Parse(text);
        Assert.Equal(text, address.ToString());
        if (hex is not null)
            Assert.Equal(hex, Convert.ToHexStringLower(address.Bytes));
        Assert.True(Multiaddr.TryDecode(address.Bytes, out var decoded));
        Assert.Equal(address, decoded);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ip4/1.2.3.4")]
    [InlineData("/ip4/1.2.3")]
    [InlineData("/ip4/1.2.3.4/tcp")]
    [InlineData("/ip4/1.2.3.4/tcp/65536")]
    [InlineData("/ip4/1.2.3.4/unheard/5")]
    [InlineData("/p2p/zz")]
    [InlineData("/ip6/1.2.3.4")]
    public void Multiaddr_text_that_is_none_is_refused(string text) => Assert.False(Multiaddr.TryParse(text, out _));

    [Theory]
    [InlineData("80")]
    [InlineData("8000")]
    [InlineData("04010203")]
    [InlineData("06")]
    [InlineData("a503ff")]
    [InlineData("ff7f01")]
    public void Multiaddr_bytes_that_are_none_are_refused(string hex) => Assert.False(Multiaddr.TryDecode(Convert.FromHexString(hex), out _));

    [Fact]
    public void Peer_record_and_its_envelope_are_the_reference_s()
    {
        var record = new PeerRecord(Sample.Id, 1700000000000000000, [Multiaddr.Parse("/ip4/95.217.200.84/tcp/7513")]);
        string expected = "0a26" + IdHex + "108080a8b1e39fe7cb171a0a0a08045fd9c854061d59";
        Assert.Equal(expected, Convert.ToHexStringLower(record.Encode()));
        byte[] envelope = record.Seal(Sample).Encode();
        Assert.Equal(
            "0a24" + IdHex[4..] + "12020301" + "1a3e" + expected
                + "2a406bc5956112bda3a856f1b977682b61898f7554080f768ad976379fe5146ab7cfe6f54ec43f0cca4e5eb72196b445168bcec0434f83cd61d5fad06ce757ac360b",
            Convert.ToHexStringLower(envelope));
        Assert.Equal(record.Sequence, PeerRecord.Open(envelope)!.Sequence);
        for (int i = 0; i < envelope.Length; i++)
        {
            byte[] damaged = [.. envelope];
            damaged[i] ^= 1;
            Assert.Null(PeerRecord.Open(damaged));
            Assert.Null(PeerRecord.Open(envelope.AsSpan(0, i)));
        }
    }

    [Fact]
    public void Namespace_is_the_sha256_multihash() =>
        Assert.Equal("1220c0def9d44c4209a9e9e2e8971945121f386d30f299710f79a740aad9b61f604d", Convert.ToHexStringLower(Multihash.OfSha256("spacemesh-disc"u8)));

    [Fact]
    public void Ecdsa_and_rsa_keys_verify_and_have_hashed_ids()
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Check(KeyType.Ecdsa, ecdsa.ExportSubjectPublicKeyInfo(), message => ecdsa.SignData(message, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        using var rsa = RSA.Create(2048);
        Check(KeyType.Rsa, rsa.ExportSubjectPublicKeyInfo(), message => rsa.SignData(message, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        using var weak = RSA.Create(1024);
        Assert.False(PublicKey.TryDecode(Encoded(KeyType.Rsa, weak.ExportSubjectPublicKeyInfo()), out _));
    }

    [Fact]
    public void Secp256k1_key_is_opened_and_verifies()
    {
        using var key = ECDsa.Create(ECCurve.CreateFromFriendlyName("secp256k1"));
        for (int i = 0; i < 4; i++)
        {
            key.GenerateKey(ECCurve.CreateFromFriendlyName("secp256k1"));
            var point = key.ExportParameters(false).Q;
            byte[] compressed = [(byte)(2 + (point.Y![^1] & 1)), .. point.X!];
            Check(KeyType.Secp256k1, compressed, message => key.SignData(message, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        }

        Assert.False(PublicKey.TryDecode(Encoded(KeyType.Secp256k1, [2, .. new byte[31], 5]), out _));
    }

    [Fact]
    public void Uvarint_is_minimal_and_at_most_nine_bytes()
    {
        foreach (ulong value in (ulong[])[0, 1, 127, 128, 300, 16384, (1ul << 63) - 1])
        {
            byte[] bytes = Uvarint.Encode(value);
            Assert.Equal(UvarintStatus.Done, Uvarint.TryRead(bytes, out ulong read, out int size));
            Assert.Equal((value, bytes.Length), (read, size));
            Assert.Equal(UvarintStatus.Incomplete, Uvarint.TryRead(bytes.AsSpan(0, bytes.Length - 1), out _, out _));
        }

        Assert.Equal(UvarintStatus.Invalid, Uvarint.TryRead([0x80, 0x00], out _, out _));
        Assert.Equal(UvarintStatus.Invalid, Uvarint.TryRead([.. Enumerable.Repeat((byte)0xff, 9), 1], out _, out _));
    }

    private static byte[] Encoded(KeyType type, byte[] data) => new ProtoWriter().Number(1, (ulong)type).Bytes(2, data).ToArray();

    private static void Check(KeyType type, byte[] data, Func<byte[], byte[]> sign)
    {
        Assert.True(PublicKey.TryDecode(Encoded(type, data), out var key));
        Assert.Equal(type, key!.Type);
        byte[] message = [1, 2, 3];
        byte[] signature = sign(message);
        Assert.True(key.Verify(message, signature));
        Assert.False(key.Verify([1, 2, 4], signature));
        Assert.False(key.Verify(message, signature.AsSpan(1)));
        var id = PeerId.Of(key);
        Assert.True(id.Matches(key));
        Assert.Equal(id, PeerId.Parse(id.ToString()));
    }
}
