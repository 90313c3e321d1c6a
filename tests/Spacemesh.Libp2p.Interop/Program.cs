using System.Globalization;
using Spacemesh.Libp2p.Interop;
using Spacemesh.Libp2p.Tests.Js;

// dotnet run -c Release --project tests/Spacemesh.Libp2p.Interop [-- --loopback]
// docs/libp2p.md, "Long runs with js-libp2p"
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
return args switch
{
    ["relay", var listen] => await Roles.RelayAsync(listen),
    ["hidden", var listen, var relay] => await Roles.HiddenAsync(listen, relay),
    ["dialler", var listen, var relay, var peer] => await Roles.DialAsync(listen, relay, peer),
    ["--loopback"] => await HolePunching.OnLoopbackAsync(),
    [] => await AllAsync(),
    _ => Usage(),
};

static async Task<int> AllAsync()
{
    var js = new JsLibp2p();
    if (js.Missing is not null)
        Console.WriteLine($"js-libp2p is left out: {js.Missing}");
    int failures = js.Missing is null ? await LongRows.RunAsync(js) : 0;
    failures += await HolePunching.RunAsync(js);
    Console.WriteLine($"{failures} failed");
    return failures == 0 ? 0 : 1;
}

static int Usage()
{
    Console.Error.WriteLine("Options: --loopback, or none");
    return 2;
}
