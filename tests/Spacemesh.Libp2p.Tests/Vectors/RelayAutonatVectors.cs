using System.Net;
using System.Text.Json;
using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Hosting;
using Spacemesh.Libp2p.Nat;
using Spacemesh.Libp2p.Relay;
using Spacemesh.Libp2p.Transports;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Libp2p.Tests.Vectors;

/// <summary>
/// Raw requests to our relay and AutoNAT server, in order. The recorded peers' keys are not in the file, so ours stand in their place: their ids
/// are exchanged in requests and answers, and the one thing that cannot be equal then, a voucher's signature, is verified instead.
/// </summary>
[VectorFile("08-relay-autonat")]
public sealed class RelayAutonatVectors : VectorSuite
{
    private readonly SimulatedHosts _net = new();
    private readonly Dictionary<string, Host> _hosts = new(StringComparer.Ordinal);
    private readonly List<byte[]> _stopRequests = [];
    private bool _deny;

    public override void Check(VectorCase vector) => _net.Scheduler.Run(
        async () =>
        {
            if (_hosts.Count == 0)
                await BuildAsync();
            await CheckAsync(vector);
        },
        TimeSpan.FromMinutes(5));

    private static byte[] Replace(byte[] bytes, IEnumerable<(byte[] From, byte[] To)> changes)
    {
        byte[] result = [.. bytes];
        foreach (var (from, to) in changes)
        {
            for (int i = result.AsSpan().IndexOf(from); i >= 0; i = result.AsSpan().IndexOf(from))
                to.CopyTo(result, i);
        }

        return result;
    }

    private async Task BuildAsync()
    {
        foreach (string name in (string[])["relay", "a", "b"])
        {
            _hosts[name] = await _net.AddAsync(options => options with
            {
                Transports = [new MemoryTransport(_net.Network, IPAddress.Loopback)],
                ListenAddresses = name == "relay" ? [Multiaddr.Parse("/ip4/127.0.0.1/tcp/7513")] : [],
            });
        }

        var relay = _hosts["relay"];
        new RelayServer(relay, new RelayServerOptions()).Start();
        new AutoNatServer(relay, new AutoNatServerOptions { Transports = relay.Options.Transports }).Start();
        _hosts["a"].Handle(RelayProtocols.Stop, StopAsync);
        foreach (string name in (string[])["a", "b"])
            await (await _hosts[name].ConnectAsync(SimulatedHosts.AddressOf(relay))).Identified;
        await Task.Delay(TimeSpan.FromSeconds(1), _net.Time);
    }

    private async Task StopAsync(P2pStream stream, CancellationToken closing)
    {
        _stopRequests.Add((await stream.ReadFrameAsync(4096, closing))!);
        var status = _deny ? RelayStatus.PermissionDenied : RelayStatus.Ok;
        await stream.WriteFrameAsync(RelayMessage.Answer(status).EncodeStop(), closing);
        if (_deny)
            return;
        await stream.WriteAsync("from-a:"u8.ToArray(), closing);
        byte[] buffer = new byte[100];
        int count;
        while ((count = await stream.ReadAsync(buffer, closing)) > 0)
            await stream.WriteAsync(buffer.AsMemory(0, count), closing);
    }

    private async Task CheckAsync(VectorCase vector)
    {
        var changes = vector.In.GetProperty("nodes").EnumerateObject().Select(node => (Recorded: node.Value.Hex("id_bytes"), Ours: _hosts[node.Name].Id.Bytes.ToArray())).ToList();
        byte[] request = Replace(vector.In.Hex("request"), changes);
        bool relays = vector.In.Has("from");
        string from = relays ? vector.In.Text("from") : "a";
        _deny = vector.Out.Has("status") && vector.Out.I32("status") == (int)RelayStatus.ConnectionFailed;
        _stopRequests.Clear();
        var stream = await _hosts[from].OpenStreamAsync(_hosts["relay"].Id, [relays ? RelayProtocols.Hop : AutoNatMessage.Protocol]);
        await stream.WriteFrameAsync(request);
        byte[]? response;
        try
        {
            response = await stream.ReadFrameAsync(4096);
        }
        catch (Libp2pException exception) when (exception.Fault == Libp2pFault.StreamReset)
        {
            VectorCase.Equal("reset", vector.Out.Text("end"), "end of the stream");
            VectorCase.Equal("", vector.Out.Text("response"), "response");
            return;
        }

        VectorCase.Equal("", vector.Out.Text("end"), "end of the stream");
        VectorCase.True(response is not null, "no response");
        byte[] ours = Replace(response!, changes.Select(change => (change.Ours, change.Recorded)));
        if (vector.Out.Has("reservation"))
            CheckReservation(vector.Out, response!, from);
        else
            VectorCase.Equal(vector.Out.Hex("response"), ours, "response");
        if (vector.Out.Has("to_a"))
        {
            VectorCase.Equal(
                vector.Out.GetProperty("to_a").Hex("stop_request"),
                Replace(_stopRequests.Single(), changes.Select(change => (change.Ours, change.Recorded))),
                "stop request");
        }

        if (vector.Out.Has("piped"))
        {
            await stream.WriteAsync("hello"u8.ToArray());
            byte[] piped = new byte[vector.Out.Text("piped").Length];
            await stream.ReadExactlyAsync(piped);
            VectorCase.Equal(vector.Out.Text("piped"), System.Text.Encoding.ASCII.GetString(piped), "bytes through the pipe");
        }

        stream.Abort();
        await Task.Delay(TimeSpan.FromSeconds(1), _net.Time);
    }

    private void CheckReservation(JsonElement expected, byte[] response, string from)
    {
        // The recorded answer itself is understood, and its voucher is genuine.
        byte[] golden = expected.Hex("response");
        var recorded = RelayMessage.DecodeHop(golden)!;
        VectorCase.Equal(golden, recorded.EncodeHop(), "recorded answer written again");
        var voucher = RelayVoucher.Open(recorded.Reservation!.Voucher);
        VectorCase.True(voucher is not null, "the recorded voucher is refused");
        VectorCase.Equal((ulong)expected.GetProperty("reservation").I64("expire"), voucher!.ExpiresUnixSeconds, "recorded expiry");

        var answer = RelayMessage.DecodeHop(response)!;
        VectorCase.Equal(expected.I32("status"), (int)answer.Status, "status");
        VectorCase.Equal(recorded.Limit, answer.Limit, "limit");
        VectorCase.Equal(recorded.Reservation.Addresses.Count, answer.Reservation!.Addresses.Count, "addresses");
        VectorCase.Equal(golden.Length, response.Length, "length");
        var own = RelayVoucher.Open(answer.Reservation.Voucher)!;
        VectorCase.Equal(_hosts["relay"].Id, own.Relay, "relay of the voucher");
        VectorCase.Equal(_hosts[from].Id, own.Peer, "peer of the voucher");
        VectorCase.Equal((ulong)answer.Reservation.Expires.ToUnixTimeSeconds(), own.ExpiresUnixSeconds, "expiry of the voucher");
        byte[] spliced = (answer with { Reservation = recorded.Reservation }).EncodeHop();
        VectorCase.Equal(golden, spliced, "answer with the recorded reservation");
    }
}
