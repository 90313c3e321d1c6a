using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Tests.Js;
using Spacemesh.Net.Hosting;
using Spacemesh.Net.Requests;
using Spacemesh.Runtime;

namespace Spacemesh.Services.Time.Tests;

/// <summary>Peers' clocks against js-libp2p, both directions (spec 08 §20, row peersync).</summary>
public sealed class JsPeerClockTests(JsLibp2p js) : IClassFixture<JsLibp2p>
{
    private const string Prologue = "clock-7";

    [Fact]
    public async Task Clocks_are_compared_with_js_in_both_directions()
    {
        Assert.SkipWhen(js.Missing is not null, js.Missing ?? "");
        await using var peer = await JsPeer.StartAsync(js, new { prologue = Prologue, clockAhead = 3_600_000 });
        string folder = Directory.CreateTempSubdirectory("spacemesh-clock-").FullName;
        try
        {
            await using var node = new PeerNetwork(
                new PeerNetworkOptions
                {
                    Directory = folder,
                    Prologue = System.Text.Encoding.ASCII.GetBytes(Prologue),
                    Listen = [Multiaddr.Parse("/ip4/127.0.0.1/tcp/0")],
                    Bootnodes = [],
                    MinPeers = 0,
                    MapPorts = false,
                    PrivateNetwork = true,
                },
                new RequestOptions(),
                new PeerNetworkWorld { Time = TimeProvider.System, Random = SystemRandom.Instance, NewSeed = () => RandomNumberGenerator.GetBytes(32) });
            await node.StartAsync();
            var compared = new Compared();
            var clock = new PeerClock(new PeerClockOptions { RequiredResponses = 1, MaxClockOffset = TimeSpan.FromHours(2) }, TimeProvider.System, node.Requests, compared);
            using var served = clock.Serve();
            await (await node.Host.ConnectAsync(peer.Address)).Identified;

            using var stop = new CancellationTokenSource();
            var running = clock.RunAsync(stop.Token);
            Assert.Same(compared.Told, await Task.WhenAny(compared.Told, running).WaitAsync(TimeSpan.FromMinutes(3)));
            Assert.InRange(clock.LastOffset!.Value, TimeSpan.FromMinutes(50), TimeSpan.FromMinutes(70));
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);

            var answer = await peer.AskAsync("request", new { id = node.Host.Id.ToString(), protocol = "/peersync/1.0/", data = "04", length = 10 });
            byte[] told = Convert.FromHexString(answer.GetProperty("first").GetString()!);
            Assert.Equal("0413", Convert.ToHexStringLower(told[..2]));
            var theirs = DateTimeOffset.UnixEpoch + new TimeSpan((long)(BitConverter.ToUInt64(told, 2) / 100));
            Assert.InRange(TimeProvider.System.GetUtcNow() - theirs, TimeSpan.Zero, TimeSpan.FromMinutes(3));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Waits for the line on the first comparison that counts.</summary>
    private sealed class Compared : ILogger<PeerClock>
    {
        private readonly TaskCompletionSource _told = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Told => _told.Task;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Warning)
                _told.TrySetResult();
        }
    }
}
