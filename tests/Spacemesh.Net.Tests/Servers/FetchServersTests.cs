using Spacemesh.Codec;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Net.Requests;
using Spacemesh.Net.Servers;
using Spacemesh.Net.Tests.Support;
using Spacemesh.Ports.Network;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Storage.Memory;
using Spacemesh.Wire.Activation;
using Spacemesh.Wire.Fetch;

namespace Spacemesh.Net.Tests.Servers;

public sealed class FetchServersTests
{
    private readonly MemoryStateDatabase _state = new();
    private readonly ServedHandlers _peers = new();
    private readonly FetchServers _servers;

    public FetchServersTests() => _servers = new FetchServers(_peers, _state, _ => null);

    [Fact]
    public void Every_protocol_is_served_until_the_servers_are_disposed()
    {
        Assert.Equal(["as/1", "ax/1", "hs/1", "ld/1", "lp/2", "mh/1", "ml/1"], _peers.Protocols.Order(StringComparer.Ordinal));
        _servers.Dispose();
        Assert.Empty(_peers.Protocols);
    }

    [Fact]
    public void The_opinion_of_layer_zero_is_an_error_and_no_crash()
    {
        var failure = Assert.Throws<PeerRequestException>(() => _peers.Answer(PeerProtocols.Opinion, Scale.Encode(new OpinionRequest(LayerId.Zero, null))));
        Assert.NotEmpty(failure.Message);
    }

    [Fact]
    public void A_row_without_certificate_is_not_found()
    {
        var (layer, block) = (new LayerId(9), new BlockId(new Bytes20([.. Enumerable.Repeat((byte)7, 20)])));
        _state.Certificates.SetHareOutput(layer, block);
        var failure = Assert.Throws<PeerRequestException>(() => _peers.Answer(PeerProtocols.Opinion, Scale.Encode(new OpinionRequest(layer, block))));
        Assert.Equal("get certs 9: database: not found", failure.Message);
    }

    [Fact]
    public void Large_objects_are_sent_one_at_a_time()
    {
        var sets = Enumerable.Range(0, 3).Select(index => Set(index, 5000)).ToArray();
        foreach (var set in sets)
            _state.ActiveSets.Add(set.ComputeHash(), set);
        var answer = _peers.Answer(PeerProtocols.Objects, Request(sets.Select(set => set.ComputeHash())))!;
        int largest = 0;
        long length = 0;
        foreach (var piece in answer.Pieces)
        {
            largest = Math.Max(largest, piece.Length);
            length += piece.Length;
        }

        Assert.Equal(answer.Length, length);
        Assert.InRange(largest, 160_000, 161_000);
    }

    [Fact]
    public void An_object_that_is_pruned_while_it_is_sent_resets_the_stream()
    {
        var set = Set(1, 10);
        _state.ActiveSets.Add(set.ComputeHash(), set);
        var answer = _peers.Answer(PeerProtocols.Objects, Request([set.ComputeHash()]))!;
        _state.ActiveSets.DeleteBefore(new EpochId(100));
        Assert.Throws<InvalidOperationException>(() => RequestFraming.Frame(answer).ToList());
    }

    [Fact]
    public void Any_request_is_answered_refused_or_closed()
    {
        var random = new SeededRandom(3);
        string[] protocols = [.. _peers.Protocols];
        for (int run = 0; run < 20_000; run++)
        {
            byte[] request = new byte[random.Next(80)];
            random.Fill(request);
            try
            {
                if (_peers.Answer(protocols[random.Next(protocols.Length)], request) is { } answer)
                    _ = RequestFraming.Frame(answer).Sum(piece => piece.Length);
            }
            catch (PeerRequestException exception)
            {
                Assert.NotEmpty(exception.Message);
            }
        }
    }

    private static EpochActiveSet Set(int seed, int count) =>
        new(new EpochId(5), Enumerable.Range(0, count).Select(index => new AtxId(Blake3.Hash(BitConverter.GetBytes((seed * 100_000) + index)).Value)).ToScaleList());

    private static byte[] Request(IEnumerable<Hash32> sets) =>
        Scale.Encode(RequestBatch.Create(sets.Select(set => new RequestMessage("activeset", set)).ToScaleList()));
}
