namespace Spacemesh.Node.Logging;

/// <summary>Which module's level and name the loggers of our types have: the longest beginning of their full name decides.</summary>
internal static class LogModules
{
    private static readonly (string Begin, string Module)[] ByName =
    [
        .. new (string Begin, string Module)[]
        {
            ("Spacemesh.Services.Mesh", "mesh"),
            ("Spacemesh.Services.Mesh.Execution", "executor"),
            ("Spacemesh.Services.Mesh.Pool", "conState"),
            ("Spacemesh.Services.Mesh.Counting", "trtl"),
            ("Spacemesh.Services.Mesh.Building", "proposalBuilder"),
            ("Spacemesh.Services.Mesh.Intake", "proposalListener"),
            ("Spacemesh.Services.Mesh.Intake.Transaction", "txHandler"),
            ("Spacemesh.Services.Mesh.Intake.Block", "blockHandler"),
            ("Spacemesh.Services.Consensus", "hare"),
            ("Spacemesh.Services.Consensus.Beacons", "beacon"),
            ("Spacemesh.Services.Consensus.Blocks", "blockGenerator"),
            ("Spacemesh.Services.Consensus.Certif", "blockCert"),
            ("Spacemesh.Services.Activation", "atxHandler"),
            ("Spacemesh.Services.Activation.Malfeasance", "malfeasance"),
            ("Spacemesh.Services.Activation.PoetProof", "poetDb"),
            ("Spacemesh.Services.Smeshing", "atxBuilder"),
            ("Spacemesh.Services.Smeshing.Verif", "nipostValidator"),
            ("Spacemesh.Services.Smeshing.Post", "post"),
            ("Spacemesh.Services.Smeshing.Poet", "nipostBuilder"),
            ("Spacemesh.Services.Sync", "sync"),
            ("Spacemesh.Services.Time", "timesync"),
            ("Spacemesh.Storage", "stateDb"),
            ("Spacemesh.Net", "p2p"),
            ("Spacemesh.Libp2p", "p2p"),
            ("Spacemesh.Api", "grpc"),
            ("Spacemesh.Poet", "poet"),
            ("Microsoft", "grpc"),
        }.OrderByDescending(entry => entry.Begin.Length),
    ];

    /// <summary>A category that is no type's name is a module's name already.</summary>
    public static string Of(string category)
    {
        foreach (var (begin, module) in ByName)
        {
            if (category.StartsWith(begin, StringComparison.Ordinal))
                return module;
        }

        return category;
    }
}
