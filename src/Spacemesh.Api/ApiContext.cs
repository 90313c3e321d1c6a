using Spacemesh.Api.Rendering;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Vm;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Api;

/// <summary>What every service is made of.</summary>
internal sealed class ApiContext
{
    public ApiContext(ApiSources sources, ApiOptions options, TimeProvider time)
    {
        Sources = sources;
        Options = options;
        Time = time;
        Addresses = new ApiAddresses(Network.AddressPrefix);
        V1 = new V1Messages(Addresses);
        V2 = new V2Messages(Addresses);
        Vm = new VirtualMachine(VmOptions.For(Network, ulong.MaxValue));
        Accounts = new AccountReader(sources.State);
    }

    public ApiSources Sources { get; }

    public ApiOptions Options { get; }

    public TimeProvider Time { get; }

    public NetworkParameters Network => Sources.Clock.Network;

    public IStateDatabase State => Sources.State;

    public ApiAddresses Addresses { get; }

    public V1Messages V1 { get; }

    public V2Messages V2 { get; }

    public VirtualMachine Vm { get; }

    /// <summary>The applied accounts, for the parser.</summary>
    public IAccountReader Accounts { get; }

    public ulong ConnectedPeers => (ulong)(Sources.Network?.PeerCount ?? 0);

    public V1.Account Account(in Address address)
    {
        try
        {
            return V1.Account(in address, State.Accounts.Latest(address), Sources.Projections.Project(address));
        }
        catch (StorageException exception)
        {
            throw Fault.Internal("error fetching projected account data", exception);
        }
    }

    private sealed class AccountReader(IStateDatabase state) : IAccountReader
    {
        public Account Get(Address address) => state.Accounts.Latest(address);
    }
}
