using Spacemesh.Crypto.Signing;
using Spacemesh.Crypto.Vrf;
using Spacemesh.Ports.Time;
using Spacemesh.Primitives;

namespace Spacemesh.Simulation.Network.Tests;

public sealed class ClockAndCacheTests
{
    [Fact]
    public void A_node_whose_clock_is_ahead_begins_its_layers_early()
    {
        var given = new GivenNetwork(1);
        var early = given.Network.Join("early", TimeSpan.FromSeconds(3));
        var network = new NetworkParameters
        {
            LayersPerEpoch = 3,
            LayerDuration = TimeSpan.FromSeconds(30),
            GenesisTime = given.Scheduler.UtcNow,
            GoldenAtx = default,
            AddressPrefix = "sm",
        };
        given.Scheduler.Run(() => new LayerClock(network, early.Time).WaitForAsync(new LayerId(1)));
        Assert.Equal(TimeSpan.FromSeconds(27), given.Scheduler.Elapsed);
        given.Scheduler.Run(() => new LayerClock(network, given.Nodes[0].Time).WaitForAsync(new LayerId(1)));
        Assert.Equal(TimeSpan.FromSeconds(30), given.Scheduler.Elapsed);
    }

    [Fact]
    public void Cached_verdicts_are_those_of_the_checks()
    {
        var cache = new VerdictCache();
        using var signer = Signer(1);
        using var other = Signer(2);
        var verifier = new EdVerifier(default(GenesisId), cache);
        byte[] message = [1, 2, 3];
        var signature = signer.Sign(SigningDomain.Hare, message);
        for (int time = 0; time < 2; time++)
        {
            Assert.True(verifier.Verify(SigningDomain.Hare, signer.NodeId, message, in signature));
            Assert.False(verifier.Verify(SigningDomain.Ballot, signer.NodeId, message, in signature));
            Assert.False(verifier.Verify(SigningDomain.Hare, other.NodeId, message, in signature));
            Assert.False(verifier.Verify(SigningDomain.Hare, signer.NodeId, [1, 2], in signature));
            Assert.False(new EdVerifier(GenesisId.FromBytes([1, .. new byte[19]]), cache).Verify(SigningDomain.Hare, signer.NodeId, message, in signature));
        }

        Assert.Equal((5, 5), (cache.Hits, cache.Misses));
        using var prover = signer.CreateVrfSigner();
        var proof = prover.Prove(message);
        for (int time = 0; time < 2; time++)
        {
            Assert.True(VrfVerifier.Verify(signer.NodeId, message, in proof, cache));
            Assert.False(VrfVerifier.Verify(other.NodeId, message, in proof, cache));
            Assert.False(VrfVerifier.Verify(signer.NodeId, [3, 2, 1], in proof, cache));
        }

        Assert.Equal((8, 8), (cache.Hits, cache.Misses));
    }

    [Fact]
    public void The_cache_forgets_the_older_generation()
    {
        var cache = new VerdictCache(4);
        for (byte i = 0; i < 9; i++)
            cache.Remember(Key(i), true);
        Assert.False(cache.TryRecall(Key(0), out _));
        Assert.True(cache.TryRecall(Key(5), out bool holds) && holds);

        static Hash32 Key(byte i) => Hash32.FromBytes([i, .. new byte[31]]);
    }

    private static EdSigner Signer(byte seed)
    {
        byte[] key = new byte[Ed25519.PrivateKeySize];
        Ed25519.ExpandSeed([seed, .. new byte[31]], key);
        return new EdSigner(key, default(GenesisId));
    }
}
