using Spacemesh.Ports.Api;
using Spacemesh.Ports.Events;

namespace Spacemesh.Api.Tests.Golden;

/// <summary>Loggers under the names of spec 09b §10.2.</summary>
internal sealed class GoldenLogLevels : ILogLevels
{
    private static readonly HashSet<string> Modules =
    [
        "clock", "p2p", "post", "postService", "stateDb", "beacon", "cachedDB", "poetDb", "trtl", "atxHandler", "atxBuilder", "mesh", "sync", "hareOracle",
        "hare", "blockCert", "blockGenerator", "blockHandler", "txHandler", "proposalStore", "proposalBuilder", "proposalListener", "nipostBuilder",
        "nipostValidator", "fetcher", "timesync", "vm", "grpc", "conState", "executor", "malfeasance", "bootstrap", "apiStateDB", "postInfoService",
    ];

    public Dictionary<string, LogSeverity> Set { get; } = [];

    public bool TrySet(string module, LogSeverity level)
    {
        if (!Modules.Contains(module))
            return false;
        Set[module] = level;
        return true;
    }

    public void SetAll(LogSeverity level)
    {
        foreach (string module in Modules)
            Set[module] = level;
    }
}
