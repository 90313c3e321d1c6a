namespace Spacemesh.Wallet.Files;

/// <summary>What a wallet file says about itself in clear.</summary>
/// <param name="DisplayName">Name of the wallet.</param>
/// <param name="Created">When it was made, as text.</param>
/// <param name="GenesisId">smapp: <c>0x</c> and 40 digits; smcli: empty.</param>
public sealed record WalletMeta(string DisplayName, string Created, string GenesisId)
{
    /// <summary>smapp only: <c>local-node</c> or <c>remote-api</c>; null leaves it out.</summary>
    public string? Type { get; init; }

    /// <summary>smapp only.</summary>
    public string? RemoteApi { get; init; }
}
