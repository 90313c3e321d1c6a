using System.Net;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Spacemesh.Crypto.Addresses;
using Spacemesh.Primitives;
using Spacemesh.Rpc;
using Spacemesh.Rpc.Server;
using Spacemesh.Runtime;
using Spacemesh.V1;
using Spacemesh.V2alpha1;
using Spacemesh.Vm;
using Spacemesh.Vm.Execution;
using Account = Spacemesh.V2alpha1.Account;
using AccountState = Spacemesh.V2alpha1.AccountState;
using SubmitTransactionRequest = Spacemesh.V2alpha1.SubmitTransactionRequest;
using SubmitTransactionResponse = Spacemesh.V2alpha1.SubmitTransactionResponse;
using Transaction = Spacemesh.V2alpha1.Transaction;

namespace Spacemesh.Smcli.Tests;

/// <summary>A node of two listeners: it parses, verifies and applies what is submitted at once, and remembers what its smesher was told.</summary>
internal sealed class FakeNode : IAccountReader, IAsyncDisposable
{
    private const string Prefix = "stest";

    private static readonly GenesisId Network = Genesis.Id(10101, "one");

    private readonly VirtualMachine _vm = new(new VmOptions
    {
        GenesisId = Network, AddressPrefix = Prefix, FirstEffectiveGenesis = new LayerId(7), EffectiveGenesis = new LayerId(7),
    });

    private readonly Dictionary<Primitives.Address, Wire.Transactions.Account> _accounts = [];
    private readonly RpcServer _server = new(TimeProvider.System, new SeededRandom(1));
    private uint _layer = 8;

    public List<(Wire.Transactions.TxHeader Header, string Message, byte[] Raw)> Applied { get; } = [];

    public StartSmeshingRequest? Started { get; private set; }

    public StopSmeshingRequest? Stopped { get; private set; }

    public string Coinbase { get; private set; } = "";

    public string Address { get; private set; } = "";

    public static async Task<FakeNode> StartAsync()
    {
        var node = new FakeNode();
        var listener = await node._server.ListenAsync(new GrpcListenerOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, 0), Services = node.Services() });
        node.Address = $"http://{listener.EndPoint}";
        return node;
    }

    public Wire.Transactions.Account Get(Primitives.Address address) => _accounts.GetValueOrDefault(address) ?? EmptyAccount.At(address);

    public Wire.Transactions.Account Get(string address) => Get(AddressText.Parse(address, Prefix));

    public void Fund(string address, ulong balance)
    {
        var account = AddressText.Parse(address, Prefix);
        _accounts[account] = Get(account) with { Balance = balance };
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private RpcServiceBinding[] Services() =>
    [
        new RpcServiceBinding(NetworkReflection.Descriptor.Services[0])
            .Unary<NetworkInfoRequest, NetworkInfoResponse>("Info", (_, _) => Task.FromResult(
                new NetworkInfoResponse { GenesisId = ByteString.CopyFrom(Network.ToArray()), Hrp = Prefix })),
        new RpcServiceBinding(AccountReflection.Descriptor.Services[0])
            .Unary<AccountRequest, AccountList>("List", (request, _) => Task.FromResult(List(request))),
        new RpcServiceBinding(TxReflection.Descriptor.Services.Single(service => service.Name == "TransactionService"))
            .Unary<EstimateGasRequest, EstimateGasResponse>("EstimateGas", (request, _) => Task.FromResult(
                new EstimateGasResponse { RecommendedMaxGas = Parse(request.Transaction).Header.MaxGas }))
            .Unary<SubmitTransactionRequest, SubmitTransactionResponse>("SubmitTransaction", (request, _) => Task.FromResult(Submit(request)))
            .Unary<TransactionRequest, TransactionList>("List", (request, _) => Task.FromResult(Transactions(request))),
        new RpcServiceBinding(RewardReflection.Descriptor.Services.Single(service => service.Name == "RewardService"))
            .Unary<RewardRequest, RewardList>("List", (request, _) => Task.FromResult(
                new RewardList { Rewards = { new V2alpha1.Reward { Layer = 8, Total = 5, Coinbase = request.Coinbase, Smesher = ByteString.CopyFrom(new byte[32]) } } })),
        new RpcServiceBinding(SmesherReflection.Descriptor.Services[0])
            .Unary<Empty, IsSmeshingResponse>("IsSmeshing", (_, _) => Task.FromResult(new IsSmeshingResponse { IsSmeshing = Started is not null && Stopped is null }))
            .Unary<Empty, SmesherIDsResponse>("SmesherIDs", (_, _) => Task.FromResult(new SmesherIDsResponse { PublicKeys = { ByteString.CopyFrom(new byte[32]) } }))
            .Unary<Empty, PostSetupStatusResponse>("PostSetupStatus", (_, _) => Task.FromResult(new PostSetupStatusResponse
            {
                Status = new PostSetupStatus { State = PostSetupStatus.Types.State.Complete, NumLabelsWritten = 77, Opts = Started?.Opts },
            }))
            .Unary<Empty, CoinbaseResponse>("Coinbase", (_, _) => Task.FromResult(new CoinbaseResponse { AccountId = new AccountId { Address = Coinbase } }))
            .Unary<SetCoinbaseRequest, SetCoinbaseResponse>("SetCoinbase", (request, _) =>
            {
                Coinbase = request.Id.Address;
                return Task.FromResult(new SetCoinbaseResponse());
            })
            .Unary<StartSmeshingRequest, StartSmeshingResponse>("StartSmeshing", (request, _) =>
            {
                Started = request;
                return Task.FromResult(new StartSmeshingResponse());
            })
            .Unary<StopSmeshingRequest, StopSmeshingResponse>("StopSmeshing", (request, _) =>
            {
                Stopped = request;
                return Task.FromResult(new StopSmeshingResponse());
            }),
    ];

    private AccountList List(AccountRequest request)
    {
        var list = new AccountList();
        foreach (string text in request.Addresses)
        {
            var account = Get(text);
            var state = new AccountState { Balance = account.Balance, Counter = account.NextNonce, Layer = account.Layer.Value };
            list.Accounts.Add(new Account
            {
                Address = text, Current = state, Projected = state,
                Template = account.TemplateAddress is { } template ? AddressText.Format(template, Prefix) : "",
            });
        }

        return list;
    }

    private Vm.Parsing.ParsedTransaction Parse(ByteString raw)
    {
        if (_vm.TryParse(raw.ToByteArray(), this, out var parsed, out var error))
            return parsed;
        throw new RpcException(error.Kind == Vm.Parsing.ParseErrorKind.NotSpawned ? StatusCode.NotFound : StatusCode.InvalidArgument, error.Message);
    }

    private SubmitTransactionResponse Submit(SubmitTransactionRequest request)
    {
        var parsed = Parse(request.Transaction);
        if (!_vm.Verify(parsed))
            throw new RpcException(StatusCode.InvalidArgument, "Failed to verify transaction");
        var transaction = LayerTransaction.Create(request.Transaction.ToByteArray(), verified: true);
        var outcome = _vm.Apply(new LayerId(++_layer), [transaction], [], this);
        foreach (var account in outcome.Accounts)
            _accounts[account.Address] = account;
        Applied.Add((parsed.Header, Assert.Single(outcome.Consumed).Result.Message.ToString(), request.Transaction.ToByteArray()));
        return new SubmitTransactionResponse { TxId = ByteString.CopyFrom(transaction.Id.ToArray()) };
    }

    private TransactionList Transactions(TransactionRequest request)
    {
        var list = new TransactionList();
        foreach (var (header, _, raw) in Applied.Where(item => AddressText.Format(item.Header.Principal, Prefix) == request.Address))
        {
            list.Transactions.Add(new TransactionResponse
            {
                Tx = new Transaction { Id = ByteString.CopyFrom(LayerTransaction.Create(raw, true).Id.ToArray()), Principal = request.Address, Method = header.Method },
                TxResult = new V2alpha1.TransactionResult { Layer = 9, Fee = header.Fee, Status = V2alpha1.TransactionResult.Types.Status.TransactionStatusSuccess },
            });
        }

        return list;
    }
}
