using Spacemesh.Primitives;

namespace Spacemesh.Vm;

/// <summary>What the state transition depends on besides its inputs.</summary>
public sealed record VmOptions
{
    /// <summary>Prefix of every signed message.</summary>
    public required GenesisId GenesisId { get; init; }

    /// <summary>Human-readable part of addresses in messages.</summary>
    public required string AddressPrefix { get; init; }

    /// <summary>2·LPE − 1: the subsidy counts from here, unmoved by checkpoints (spec 07 §9).</summary>
    public required LayerId FirstEffectiveGenesis { get; init; }

    /// <summary>Layers below are refused; moves with a checkpoint recovery.</summary>
    public required LayerId EffectiveGenesis { get; init; }

    /// <summary>Gas of one block (<c>main.block-gas-limit</c>).</summary>
    public ulong BlockGasLimit { get; init; } = ulong.MaxValue;

    public static VmOptions For(NetworkParameters network, ulong blockGasLimit) => new()
    {
        GenesisId = network.GenesisId,
        AddressPrefix = network.AddressPrefix,
        FirstEffectiveGenesis = network.FirstEffectiveGenesis,
        EffectiveGenesis = network.EffectiveGenesis,
        BlockGasLimit = blockGasLimit,
    };
}
