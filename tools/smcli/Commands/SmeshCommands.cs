using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using Spacemesh.Rpc;
using Spacemesh.Rpc.Client;
using Spacemesh.Smcli.CommandLine;
using Spacemesh.Smcli.Node;
using Spacemesh.Smcli.Shell;
using Spacemesh.V1;

namespace Spacemesh.Smcli.Commands;

/// <summary><c>smesh</c>: the smeshing of a node, over its private listener (spec 09a §5.7).</summary>
internal sealed class SmeshCommands
{
    private static readonly RpcCallOptions Patience = new() { Timeout = TimeSpan.FromSeconds(30) };

    private readonly NodeOptions _node;
    private readonly Option<string> _coinbase = new("--coinbase") { Description = "address that receives the rewards" };
    private readonly Option<string> _directory = new("--data-dir") { Description = "folder of the PoST data on the node's machine" };
    private readonly Option<uint> _units = new("--units") { Description = "space units to initialise" };
    private readonly Option<ulong> _fileSize = new("--max-file-size") { Description = "bytes of one data file", DefaultValueFactory = _ => 4UL << 30 };
    private readonly Option<uint?> _provider = new("--provider") { Description = "compute device (smesh status lists none: postcli -printProviders does)" };
    private readonly Option<bool> _delete = new("--delete-files") { Description = "delete the PoST data" };

    private SmeshCommands(NodeOptions node) => _node = node;

    public static CliCommand Create(NodeOptions node)
    {
        var commands = new SmeshCommands(node);
        return new CliCommand("smesh", "Smeshing of a node, over its private API").With(
            new CliCommand("start", "Start smeshing") { Run = commands.StartAsync }
                .With(node.Private, commands._coinbase, commands._directory, commands._units, commands._fileSize, commands._provider),
            new CliCommand("stop", "Stop smeshing") { Run = commands.StopAsync }.With(node.Private, commands._delete, node.Yes),
            new CliCommand("status", "Whether the node smeshes, with which identities, and how far its PoST data is") { Run = commands.StatusAsync }.With(node.Private),
            new CliCommand("coinbase", "Show or set the address that receives the rewards", "[address]") { Operands = (0, 1), Run = commands.CoinbaseAsync }
                .With(node.Private));
    }

    private static RpcMethod<TRequest, TResponse> Method<TRequest, TResponse>(string name)
        where TRequest : class, Google.Protobuf.IMessage<TRequest>, new()
        where TResponse : class, Google.Protobuf.IMessage<TResponse>, new() =>
        NodeClient.Method<TRequest, TResponse>(SmesherReflection.Descriptor, "SmesherService", name);

    private async Task<TResponse> CallAsync<TRequest, TResponse>(Invocation invocation, string method, TRequest request)
        where TRequest : class, Google.Protobuf.IMessage<TRequest>, new()
        where TResponse : class, Google.Protobuf.IMessage<TResponse>, new()
    {
        using var channel = new RpcChannel(new RpcChannelOptions { Address = _node.PrivateAddress(invocation) }, invocation.Terminal.Time);
        return await channel.UnaryAsync(Method<TRequest, TResponse>(method), request, Patience, invocation.Cancellation);
    }

    private async Task StartAsync(Invocation invocation)
    {
        var request = new StartSmeshingRequest
        {
            Coinbase = new AccountId { Address = invocation.Value(_coinbase) ?? throw new CommandException("who receives the rewards? Say --coinbase ADDRESS") },
            Opts = new PostSetupOpts
            {
                DataDir = invocation.Value(_directory) ?? throw new CommandException("where is the PoST data? Say --data-dir DIRECTORY"),
                NumUnits = invocation.Value(_units),
                MaxFileSize = invocation.Value(_fileSize),
            },
        };
        if (request.Opts.NumUnits == 0)
            throw new CommandException("how much space? Say --units NUMBER");
        if (invocation.Value(_provider) is { } provider)
            request.Opts.ProviderId = provider;
        await CallAsync<StartSmeshingRequest, StartSmeshingResponse>(invocation, "StartSmeshing", request);
        await invocation.Out.WriteAsync($"Smeshing started, rewards go to {request.Coinbase.Address}.\n");
    }

    private async Task StopAsync(Invocation invocation)
    {
        bool delete = invocation.Value(_delete);
        if (delete && !invocation.Value(_node.Yes))
            await Confirmation.AskAsync(invocation, "Delete the PoST data of this node? It takes days to make again.");
        await CallAsync<StopSmeshingRequest, StopSmeshingResponse>(invocation, "StopSmeshing", new StopSmeshingRequest { DeleteFiles = delete });
        await invocation.Out.WriteAsync($"Smeshing stopped{(delete ? ", PoST data deleted" : "")}.\n");
    }

    private async Task StatusAsync(Invocation invocation)
    {
        var smeshing = await CallAsync<Empty, IsSmeshingResponse>(invocation, "IsSmeshing", new Empty());
        var identities = await CallAsync<Empty, SmesherIDsResponse>(invocation, "SmesherIDs", new Empty());
        var setup = (await CallAsync<Empty, PostSetupStatusResponse>(invocation, "PostSetupStatus", new Empty())).Status ?? new PostSetupStatus();
        await invocation.Out.WriteAsync($"smeshing     {(smeshing.IsSmeshing ? "yes" : "no")}\n");
        foreach (var key in identities.PublicKeys)
            await invocation.Out.WriteAsync($"identity     {Convert.ToHexStringLower(key.Span)}\n");
        await invocation.Out.WriteAsync($"PoST data    {setup.State}, {setup.NumLabelsWritten} labels written\n");
        if (setup.Opts is { } opts)
            await invocation.Out.WriteAsync($"             {opts.NumUnits} units in {opts.DataDir}\n");
    }

    private async Task CoinbaseAsync(Invocation invocation)
    {
        if (invocation.Operands.Count == 1)
        {
            var request = new SetCoinbaseRequest { Id = new AccountId { Address = invocation.Operands[0] } };
            await CallAsync<SetCoinbaseRequest, SetCoinbaseResponse>(invocation, "SetCoinbase", request);
        }

        var coinbase = await CallAsync<Empty, CoinbaseResponse>(invocation, "Coinbase", new Empty());
        await invocation.Out.WriteAsync($"{coinbase.AccountId?.Address}\n");
    }
}
