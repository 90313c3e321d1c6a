using Spacemesh.Crypto.Signing;
using Spacemesh.Crypto.Vrf;
using Spacemesh.Primitives;

namespace Spacemesh.Bench.Ground;

/// <summary>Signatures and VRF against libsodium's verification of a 320-byte message (spec 11 §4).</summary>
public sealed class CurveBenchmarks : BenchmarkSuite
{
    private const int BatchSize = 64;

    public override string Part => "ground";

    public override IEnumerable<Benchmark> Benchmarks()
    {
        byte[] key = new byte[Ed25519.PrivateKeySize];
        Ed25519.ExpandSeed(new byte[Ed25519.SeedSize], key);
        byte[] publicKey = key[32..];
        byte[] message = [.. Enumerable.Repeat((byte)5, 320)];
        byte[] signature = Ed25519.Sign(key, message).ToArray();
        var ed = Yardstick.InProcess("ED", () => Expect(Libsodium.Verify(signature, message, publicKey)));

        GenesisId network = default;
        var signer = new EdSigner(key, network);
        var verifier = new EdVerifier(network);
        byte[] body = message[..299];
        var signed = signer.Sign(SigningDomain.Hare, body);
        yield return new("Ed25519 verify", () => Expect(verifier.Verify(SigningDomain.Hare, signer.NodeId, body, signed)), ed, Reference: 1.23);

        var entries = new EdBatchEntry[BatchSize];
        for (int i = 0; i < BatchSize; i++)
        {
            byte[] seed = [.. Enumerable.Repeat((byte)i, Ed25519.SeedSize)];
            byte[] other = new byte[Ed25519.PrivateKeySize];
            Ed25519.ExpandSeed(seed, other);
            entries[i] = new(Ed25519.PublicKey(seed), message, Ed25519.Sign(other, message));
        }

        yield return new("Ed25519 verify, batch of 64", () => Expect(Ed25519.VerifyBatch(entries)), ed, BatchSize, Reference: 2.06);
        yield return new("Ed25519 sign", () => signer.Sign(SigningDomain.Hare, body), ed, Reference: 3.13);

        var vrf = signer.CreateVrfSigner();
        byte[] alpha = Convert.FromHexString("08010203041c82380100");
        var proof = vrf.Prove(alpha);
        yield return new("ECVRF prove", () => vrf.Prove(alpha), ed, Reference: 0.453);
        yield return new("ECVRF verify", () => Expect(VrfVerifier.Verify(vrf.NodeId, alpha, proof)), ed, Reference: 0.448);
    }

    private static void Expect(bool valid)
    {
        if (!valid)
            throw new InvalidOperationException("a valid signature was refused");
    }
}
