namespace Spacemesh.Api;

/// <summary>Names of services in the configuration and where they are served by default (spec 09a §1.2, §2.1).</summary>
public static class ServiceNames
{
    public const string Post = "post";

    public static IReadOnlyList<string> PublicByDefault { get; } =
    [
        "global", "mesh", "transaction", "node", "activation", "activation_v2alpha1", "reward_v2alpha1", "network_v2alpha1", "node_v2alpha1",
        "layer_v2alpha1", "transaction_v2alpha1", "account_v2alpha1", "malfeasance_v2alpha1",
    ];

    public static IReadOnlyList<string> PrivateByDefault { get; } =
    [
        "admin", "smesher", "debug", "activation_stream_v2alpha1", "reward_stream_v2alpha1", "layer_stream_v2alpha1",
        "transaction_stream_v2alpha1", "malfeasance_stream_v2alpha1",
    ];

    public static IReadOnlyList<string> PostByDefault { get; } = [Post, "postInfo"];
}
