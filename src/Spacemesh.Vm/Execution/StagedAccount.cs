using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Vm.Parsing;
using Spacemesh.Vm.Templates;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Vm.Execution;

/// <summary>An account while a layer is applied.</summary>
internal sealed class StagedAccount(Account account)
{
    private AccountTemplate? _instance;
    private bool _decoded;

    public Address Address { get; } = account.Address;

    public ulong NextNonce { get; set; } = account.NextNonce;

    public ulong Balance { get; set; } = account.Balance;

    public Address? Template { get; private set; } = account.TemplateAddress;

    public ScaleBytes State { get; private set; } = account.State;

    /// <summary>Whether the layer's root covers it.</summary>
    public bool Changed { get; set; }

    public void Spawn(AccountTemplate template)
    {
        Template = template.TemplateAddress;
        State = template.State;
        _instance = template;
        _decoded = true;
    }

    public PrincipalState Instance(out AccountTemplate? instance)
    {
        instance = null;
        if (Template is not { } template)
            return PrincipalState.Unspawned;
        if (!TemplateRegistry.Exists(template))
            return PrincipalState.UnknownTemplate;
        if (!_decoded)
        {
            TemplateRegistry.TryReadState(template, State, out _instance);
            _decoded = true;
        }

        instance = _instance;
        return _instance is null ? PrincipalState.Undecodable : PrincipalState.Spawned;
    }

    public Account ToAccount(LayerId layer) => new(layer, Address, NextNonce, Balance, Template, State);
}
