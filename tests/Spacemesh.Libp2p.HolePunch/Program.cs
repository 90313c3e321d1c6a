using System.Globalization;
using Spacemesh.Libp2p.HolePunch;

// dotnet run -c Release --project tests/Spacemesh.Libp2p.HolePunch [-- --loopback]
// docs/libp2p.md, "Hole punching"
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
return args switch
{
    ["relay", var listen] => await Roles.RelayAsync(listen),
    ["hidden", var listen, var relay] => await Roles.HiddenAsync(listen, relay),
    ["dialler", var listen, var relay, var peer] => await Roles.DialAsync(listen, relay, peer),
    ["--loopback"] => await Campaign.OnLoopbackAsync(),
    [] => await Campaign.RunAsync(),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("Options: --loopback, or none");
    return 2;
}
