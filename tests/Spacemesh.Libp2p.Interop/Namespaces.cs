using System.Diagnostics;

namespace Spacemesh.Libp2p.Interop;

/// <summary>
/// Network namespaces that stand for an internet: a relay and an open host with public addresses, and two homes, each behind a router that
/// translates addresses and drops what nobody inside asked for.
/// </summary>
internal sealed class Namespaces : IDisposable
{
    public const string Relay = "p2p-relay", Open = "p2p-open", Home1 = "p2p-home1", Home2 = "p2p-home2";
    public const string RelayIp = "5.1.1.1", OpenIp = "5.1.1.4", Router1Ip = "5.1.1.2", Router2Ip = "5.1.1.3";
    public const string Home1Ip = "192.168.1.2", Home2Ip = "192.168.2.2";
    private const string Router1 = "p2p-router1", Router2 = "p2p-router2";
    private static readonly string[] All = [Relay, Open, Home1, Home2, Router1, Router2];

    /// <summary>Why namespaces cannot be made here; null where they can.</summary>
    public static string? Missing()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            return "network namespaces need Linux and root";
        try
        {
            return Try("ip", "netns", "list") is { } error ? $"ip netns: {error}" : Try("nft", "list", "tables") is { } fault ? $"nft: {fault}" : null;
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            return $"the packages iproute2 and nftables are needed: {exception.Message}";
        }
    }

    public static Namespaces Create()
    {
        var made = new Namespaces();
        made.Dispose();
        foreach (string name in All)
        {
            Ip("netns", "add", name);
            Ip("-n", name, "link", "set", "lo", "up");
        }

        Ip("-n", Relay, "link", "add", "wan", "type", "bridge");
        Ip("-n", Relay, "link", "set", "wan", "up");
        Ip("-n", Relay, "address", "add", $"{RelayIp}/24", "dev", "wan");
        Attach(Open, OpenIp);
        Attach(Router1, Router1Ip);
        Attach(Router2, Router2Ip);
        AddHome(Router1, Home1, "192.168.1");
        AddHome(Router2, Home2, "192.168.2");
        return made;
    }

    /// <summary>Router 1 sends what comes to this port to home 1.</summary>
    public static void ForwardToHome1(int port)
    {
        Run("ip", "netns", "exec", Router1, "nft", "add", "table", "ip", "forwarding");
        Run("ip", "netns", "exec", Router1, "nft", "add chain ip forwarding in { type nat hook prerouting priority dstnat; }");
        Run("ip", "netns", "exec", Router1, "nft", $"add rule ip forwarding in iifname wan tcp dport {port} dnat to {Home1Ip}:{port}");
        Run("ip", "netns", "exec", Router1, "nft", $"insert rule ip router through iifname wan tcp dport {port} accept");
    }

    public void Dispose()
    {
        foreach (string name in All)
            Try("ip", "netns", "delete", name);
    }

    private static void Attach(string name, string ip)
    {
        string port = name[4..];
        Ip("-n", Relay, "link", "add", port, "type", "veth", "peer", "name", "wan", "netns", name);
        Ip("-n", Relay, "link", "set", port, "master", "wan", "up");
        Ip("-n", name, "address", "add", $"{ip}/24", "dev", "wan");
        Ip("-n", name, "link", "set", "wan", "up");
    }

    private static void AddHome(string router, string home, string network)
    {
        Ip("-n", router, "link", "add", "lan", "type", "veth", "peer", "name", "lan", "netns", home);
        Ip("-n", router, "address", "add", $"{network}.1/24", "dev", "lan");
        Ip("-n", router, "link", "set", "lan", "up");
        Ip("-n", home, "address", "add", $"{network}.2/24", "dev", "lan");
        Ip("-n", home, "link", "set", "lan", "up");
        Ip("-n", home, "route", "add", "default", "via", $"{network}.1");
        Run("ip", "netns", "exec", router, "sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward");
        foreach (string rule in (string[])
        [
            "add table ip router",
            "add chain ip router out { type nat hook postrouting priority srcnat; }",
            "add rule ip router out oifname wan masquerade",
            "add chain ip router in { type filter hook input priority filter; }",
            "add rule ip router in iifname wan ct state new,invalid drop",
            "add chain ip router through { type filter hook forward priority filter; }",
            "add rule ip router through iifname wan ct state new,invalid drop",
        ])
        {
            Run("ip", "netns", "exec", router, "nft", rule);
        }
    }

    private static void Ip(params string[] arguments) => Run("ip", arguments);

    private static void Run(string program, params string[] arguments)
    {
        if (Try(program, arguments) is { } error)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {error}");
    }

    private static string? Try(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? null : error.Trim();
    }
}
