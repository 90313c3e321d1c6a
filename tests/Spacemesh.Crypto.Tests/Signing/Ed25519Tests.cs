using Spacemesh.Crypto.Signing;
using Spacemesh.Crypto.Vrf;
using Spacemesh.Primitives;

namespace Spacemesh.Crypto.Tests.Signing;

public sealed class Ed25519Tests
{
    private readonly byte[] _key = new byte[Ed25519.PrivateKeySize];

    public Ed25519Tests() => Ed25519.ExpandSeed([.. Enumerable.Range(0, 32).Select(i => (byte)i)], _key);

    private NodeId PublicKey => NodeId.FromBytes(_key.AsSpan(32));

    [Fact]
    public void Signatures_of_any_length_verify_and_agree_with_libsodium()
    {
        var random = new Random(1);
        foreach (int length in new[] { 0, 1, 63, 64, 111, 112, 128, 900, 959, 960, 961, 1024, 5000, 100_000 })
        {
            byte[] message = new byte[length];
            random.NextBytes(message);
            var signature = Ed25519.Sign(_key, message);
            Assert.True(Ed25519.Verify(PublicKey, message, signature));
            Assert.True(Libsodium.Verify(signature.ToArray(), message, _key.AsSpan(32)));
            Assert.True(new EdVerifier([]).Verify((SigningDomain)7, PublicKey, message, Ed25519.Sign(_key, [7, .. message])));
            Assert.False(Ed25519.Verify(PublicKey, [.. message, 0], signature));
        }
    }

    [Fact]
    public void Wrong_lengths_are_refused()
    {
        byte[] signature = Ed25519.Sign(_key, []).ToArray();
        Assert.False(Ed25519.Verify(_key.AsSpan(32, 31), [], signature));
        Assert.False(Ed25519.Verify(_key, [], signature));
        Assert.False(Ed25519.Verify(_key.AsSpan(32), [], signature.AsSpan(1)));
        Assert.False(VrfVerifier.Verify(_key.AsSpan(32), [], signature));
        Assert.Throws<InvalidKeyException>(() => Ed25519.Sign(_key.AsSpan(1), []));
        Assert.Throws<ArgumentException>(() => Ed25519.PublicKey(_key));
    }

    [Fact]
    public void Private_key_of_another_public_key_is_refused()
    {
        _key[40] ^= 1;
        Assert.Equal("private and public do not match", Assert.Throws<InvalidKeyException>(() => new EdSigner(_key, default(GenesisId))).Message);
        Assert.Throws<InvalidKeyException>(() => new VrfSigner(_key));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(130)]
    public void Batch_is_the_and_of_its_entries(int count)
    {
        var entries = new EdBatchEntry[count];
        for (int i = 0; i < count; i++)
        {
            byte[] seed = new byte[32];
            seed[0] = (byte)i;
            byte[] key = new byte[Ed25519.PrivateKeySize];
            Ed25519.ExpandSeed(seed, key);
            byte[] message = [1, 2, (byte)(i >> 3)];
            entries[i] = new(Ed25519.PublicKey(seed), message, Ed25519.Sign(key, message));
        }

        Assert.True(Ed25519.VerifyBatch(entries));
        int at = count - 1;
        entries[at] = entries[at] with { Message = new byte[] { 9 } };
        Assert.False(Ed25519.VerifyBatch(entries));
    }

    [Fact]
    public void Empty_batch_is_invalid() => Assert.False(Ed25519.VerifyBatch([]));

    [Fact]
    public void Verification_and_signing_allocate_nothing()
    {
        using var signer = new EdSigner(_key, default(GenesisId));
        using var proofs = signer.CreateVrfSigner();
        var verifier = new EdVerifier(default(GenesisId));
        byte[] message = new byte[2000];
        EdSignature signature = default;
        VrfSignature proof = default;
        bool valid = true;
        long allocated = 0;
        for (int round = 0; round < 2; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            signature = signer.Sign(SigningDomain.Atx, message);
            valid &= verifier.Verify(SigningDomain.Atx, signer.NodeId, message, signature);
            proof = proofs.Prove(message);
            valid &= VrfVerifier.Verify(signer.NodeId, message, proof);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.True(valid);
        Assert.Equal(0, allocated);
    }
}
