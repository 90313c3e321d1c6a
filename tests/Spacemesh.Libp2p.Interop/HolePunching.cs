using Spacemesh.Libp2p.Tests.Js;

namespace Spacemesh.Libp2p.Interop;

/// <summary>Hole punching, each case with processes of its own.</summary>
internal static class HolePunching
{
    private const int Port = 7513;
    private const string Prologue = "hole punch";

    public static async Task<int> RunAsync(JsLibp2p js)
    {
        if (Namespaces.Missing() is { } missing)
        {
            Console.WriteLine($"{missing}; running on loopback");
            return await OnLoopbackAsync();
        }

        using var _ = Namespaces.Create();
        int failures = 0;
        await using var relay = new RoleProcess(Namespaces.Relay, "relay", Listen(Namespaces.RelayIp));
        string relayAddress = await relay.ReadAsync("ready");
        failures += await Cases.PlayAsync("ours behind a router, ours behind another", () => BothBehindRoutersAsync(relayAddress));
        if (js.Missing is not null)
            return failures;

        failures += await Cases.PlayAsync("js behind a router, ours open", () => JsBehindRouterAsync(js, relayAddress));
        failures += await Cases.PlayAsync("ours behind a router, js open", () => JsOpenAsync(js, relayAddress));
        Namespaces.ForwardToHome1(Port);
        failures += await Cases.PlayAsync("ours behind a forwarded port, js behind a router", () => JsBehindOtherRouterAsync(js, relayAddress));
        return failures;
    }

    public static async Task<int> OnLoopbackAsync()
    {
        const string Any = "/ip4/127.0.0.1/tcp/0";
        await using var relay = new RoleProcess(null, "relay", Any);
        string relayAddress = await relay.ReadAsync("ready");
        return await Cases.PlayAsync("ours and ours on loopback", async () =>
        {
            await using var hidden = new RoleProcess(null, "hidden", Any, relayAddress);
            await using var dialler = new RoleProcess(null, "dialler", Any, relayAddress, await hidden.ReadAsync("ready"));
            return $"direct, {await dialler.ReadAsync("direct")}";
        });
    }

    private static async Task<string> BothBehindRoutersAsync(string relay)
    {
        await using var hidden = new RoleProcess(Namespaces.Home1, "hidden", Listen(Namespaces.Home1Ip), relay);
        await using var dialler = new RoleProcess(Namespaces.Home2, "dialler", Listen(Namespaces.Home2Ip), relay, await hidden.ReadAsync("ready"));
        return Expect(await dialler.ReadAsync("direct"), Namespaces.Router1Ip);
    }

    private static async Task<string> JsBehindRouterAsync(JsLibp2p js, string relay)
    {
        await using var hidden = await JsPeer.StartAsync(
            js, new { prologue = Prologue, relayClient = true, dcutr = true, listen = new[] { $"{relay}/p2p-circuit" } }, "ip", "netns", "exec", Namespaces.Home1);
        await hidden.AskAsync("circuit");
        await using var dialler = new RoleProcess(Namespaces.Open, "dialler", Listen(Namespaces.OpenIp), relay, hidden.Id.ToString());
        return Expect(await dialler.ReadAsync("direct"), Namespaces.Router1Ip);
    }

    private static async Task<string> JsOpenAsync(JsLibp2p js, string relay)
    {
        await using var hidden = new RoleProcess(Namespaces.Home1, "hidden", Listen(Namespaces.Home1Ip), relay);
        string id = await hidden.ReadAsync("ready");
        // js tells its public address only where AutoNAT confirmed it, or where it is said to.
        string[] open = [Listen(Namespaces.OpenIp)];
        await using var dialler = await JsPeer.StartAsync(
            js, new { prologue = Prologue, relayClient = true, dcutr = true, listen = open, announce = open }, "ip", "netns", "exec", Namespaces.Open);
        await dialler.AskAsync("dial", new { address = $"{relay}/p2p-circuit/p2p/{id}" });
        return Expect(await hidden.ReadAsync("direct"), Namespaces.OpenIp);
    }

    /// <summary>js has no port of its own to punch with: it dials, at the agreed moment, the address that the exchange told it.</summary>
    private static async Task<string> JsBehindOtherRouterAsync(JsLibp2p js, string relay)
    {
        await using var hidden = new RoleProcess(Namespaces.Home1, "hidden", Listen(Namespaces.Home1Ip), relay);
        string id = await hidden.ReadAsync("ready");
        await using var dialler = await JsPeer.StartAsync(
            js, new { prologue = Prologue, relayClient = true, dcutr = true, listen = new[] { Listen(Namespaces.Home2Ip) } }, "ip", "netns", "exec", Namespaces.Home2);
        await dialler.AskAsync("dial", new { address = $"{relay}/p2p-circuit/p2p/{id}" });
        return Expect(await hidden.ReadAsync("direct"), Namespaces.Router2Ip);
    }

    private static string Listen(string ip) => $"/ip4/{ip}/tcp/{Port}";

    private static string Expect(string connection, string ip) =>
        connection.Contains($"/{ip}/", StringComparison.Ordinal) ? $"direct, {connection}" : throw new InvalidOperationException($"connected to {connection}, not to {ip}");
}
