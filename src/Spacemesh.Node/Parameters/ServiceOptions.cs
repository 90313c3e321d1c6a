using Spacemesh.Config;
using Spacemesh.Post;
using Spacemesh.Post.RandomX;
using Spacemesh.Services.Activation;
using Spacemesh.Services.Mesh.Building;
using Spacemesh.Services.Smeshing;
using Spacemesh.Services.Smeshing.Time;
using Spacemesh.Services.Smeshing.Verification;

namespace Spacemesh.Node.Parameters;

/// <summary>What each service takes of the configuration beside the network's rules.</summary>
internal static class ServiceOptions
{
    public static BuilderOptions Building(NodeConfiguration configuration)
    {
        var preparation = configuration["active-set-preparation"];
        var main = configuration["main"];
        return new BuilderOptions
        {
            PreparationWindow = preparation.Duration("window"),
            PreparationRetryInterval = preparation.Duration("retry-interval"),
            PreparationTries = preparation.Int("tries"),
            NetworkDelay = main.Duration("atx-grade-delay"),
            GoodAtxsPercent = main.Int("miner-good-atxs-percent") is > 0 and var percent ? percent : BuilderOptions.DefaultGoodAtxsPercent,
        };
    }

    public static PostVerificationOptions Verification(NodeConfiguration configuration, PostConfig post, ReadOnlyMemory<byte> seed)
    {
        var section = configuration["smeshing.smeshing-verifying-opts"];
        return new PostVerificationOptions
        {
            Post = post,
            Seed = seed,
            Disabled = section.Bool("smeshing-opts-verifying-disable"),
            Workers = section.Int("smeshing-opts-verifying-workers"),
            MinWorkers = section.Int("smeshing-opts-verifying-min-workers"),
            PowFlags = (RandomXFlags)section.U32("smeshing-opts-verifying-powflags"),
        };
    }

    public static ActivationOptions Activation(NodeConfiguration configuration, NodeParameters parameters)
    {
        return new ActivationOptions
        {
            Post = parameters.Post,
            TickSize = parameters.TickSize,
            Versions = parameters.AtxVersions,
            PoetProofsCache = configuration["poet"].Int("poet-proofs-cache"),
            MaxPending = configuration["p2p"].Int("gossip-atx-validation-throttle"),
        };
    }

    public static SmeshingOptions Smeshing(NodeConfiguration configuration, NodeParameters parameters)
    {
        var main = configuration["main"];
        var poet = configuration["poet"];
        return new SmeshingOptions
        {
            Network = parameters.Network,
            Poet = new PoetTimes
            {
                PhaseShift = poet.Duration("phase-shift"),
                CycleGap = poet.Duration("cycle-gap"),
                GracePeriod = poet.Duration("grace-period"),
                PositioningTimeout = poet.Duration("positioning-atx-selection-timeout"),
            },
            Post = parameters.Post,
            TickSize = parameters.TickSize,
            AtxVersions = parameters.AtxVersions,
            PostValidDelay = PostValidDelay(main),
            RegossipInterval = main.Duration("regossip-atx-interval"),
            PoetRetryInterval = configuration["hare3"].Duration("preround-delay"),
        };
    }

    /// <summary>Mainnet's largest duration means that no ATX is old enough.</summary>
    private static TimeSpan? PostValidDelay(ConfigurationSection main) =>
        main.Nanoseconds("post-valid-delay") == long.MaxValue ? null : main.Duration("post-valid-delay");
}
