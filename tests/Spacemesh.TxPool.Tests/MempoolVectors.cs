using System.Text;
using System.Text.Json;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;
using Spacemesh.TxPool.Admission;
using Spacemesh.TxPool.Selection;
using Spacemesh.TxPool.State;
using Spacemesh.Vm.Execution;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.TxPool.Tests;

/// <summary>Scripts of the conservative cache: every operation's result and what the cache holds after it.</summary>
[VectorFile("07-mempool-cache")]
public sealed class MempoolVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var script = new Script(vector.In);
        var results = vector.Out.EnumerateArray().ToList();
        int step = 0;
        foreach (var operation in vector.In.GetProperty("ops").EnumerateArray())
        {
            var expected = results[step];
            string where = $"op {step} {operation.Text("op")}";
            string? error = script.Run(operation, expected, where);
            VectorCase.Equal(expected.Has("error") ? expected.Text("error") : null, error, where);
            if (expected.Has("accounts"))
                VectorCase.Equal(ExpectedDump(expected), script.Dump(), $"{where}: dump");
            step++;
        }
    }

    private static string ExpectedDump(JsonElement expected)
    {
        var text = new StringBuilder();
        var mempool = expected.GetProperty("mempool");
        foreach (var account in expected.GetProperty("accounts").EnumerateArray())
        {
            string name = account.Text("account");
            text.Append(name);
            foreach (var candidate in account.GetProperty("candidates").EnumerateArray())
                text.Append($" [{string.Join(' ', candidate.EnumerateArray().Select(part => part.ToString()))}]");
            var projection = account.GetProperty("projection");
            string offered = mempool.Has(name) ? string.Join(' ', mempool.GetProperty(name).EnumerateArray().Select(id => id.GetString())) : "";
            text.Append($" more {account.Flag("more_in_db")} projection {projection[0]} {projection[1]}");
            text.Append($" start {account.U64("start_nonce")} {account.U64("start_balance")} offers {offered}\n");
        }

        return text.ToString();
    }

    /// <summary>The node around the cache.</summary>
    private sealed class Script
    {
        private readonly Dictionary<string, Address> _addresses;
        private readonly Dictionary<string, (TransactionId Id, TxHeader Header)> _transactions = [];
        private readonly Dictionary<TransactionId, string> _names = [];
        private readonly Dictionary<BlockId, string> _blocks = new() { [default] = "" };
        private readonly MemoryRows _rows = new();
        private ConservativeState _state;

        public Script(JsonElement input)
        {
            _addresses = input.GetProperty("accounts").EnumerateArray().ToDictionary(
                account => account.Text("name"), account => Address.FromBytes(account.Hex("address")));
            foreach (var transaction in input.GetProperty("txs").EnumerateArray())
            {
                var header = new TxHeader(
                    _addresses[transaction.Text("principal")], default, 0, transaction.U64("nonce"), default,
                    transaction.U64("max_gas"), transaction.U64("price"), transaction.U64("max_spend"));
                var id = TransactionAdmission.IdOf(transaction.Hex("raw"));
                _transactions[transaction.Text("name")] = (id, header);
                _names[id] = transaction.Text("name");
            }

            _rows.LastApplied = new LayerId(input.U32("last_applied"));
            _state = new ConservativeState(_rows, _rows);
        }

        public string? Run(JsonElement operation, JsonElement expected, string where)
        {
            switch (operation.Text("op"))
            {
                case "vm_state":
                    _rows.SetAccount(_addresses[operation.Text("account")], operation.U64("nonce"), operation.U64("balance"));
                    return null;
                case "add":
                    return Add(operation, expected, where);
                case "store_only":
                    var stored = _transactions[operation.Text("tx")];
                    _rows.Store(stored.Id, operation.Flag("with_header") ? stored.Header : null, operation.I64("received"));
                    return null;
                case "link_proposal":
                    Link(operation, null, operation.Text("proposal"));
                    return null;
                case "link_block":
                    Link(operation, Block(operation.Text("block")), operation.Text("block"));
                    return null;
                case "apply_layer":
                    return Apply(operation);
                case "restart_and_rebuild":
                    _state = new ConservativeState(_rows, _rows);
                    _state.Rebuild();
                    return null;
                case "revert":
                    _rows.UndoFrom(new LayerId(operation.U32("to") + 1));
                    _state.Rebuild();
                    return null;
                case "unset_applied_after":
                    _rows.LastApplied = new LayerId(operation.U32("layer"));
                    return null;
                case "proposal_candidates":
                    var taken = ProposalSelection.Take(_state, operation.U64("gas_limit"), out ulong gasLeft);
                    VectorCase.Equal(Names(expected.GetProperty("taken")), string.Join(' ', taken.Select(transaction => _names[transaction.Id])), where);
                    VectorCase.Equal(expected.U64("gas_left"), gasLeft, $"{where}: gas left");
                    return null;
                case var other:
                    throw new VectorMismatchException($"{where}: the operation {other} is unknown");
            }
        }

        public string Dump()
        {
            var text = new StringBuilder();
            var offers = _state.Mempool().ToDictionary(
                offer => offer[0].Principal, offer => string.Join(' ', offer.Select(transaction => _names[transaction.Id])));
            foreach (var (name, address) in _addresses)
            {
                if (_state.Start(address) is not { } start)
                    continue;
                text.Append(name);
                foreach (var (best, balance) in _state.Pending(address))
                {
                    VectorCase.True(ReferenceEquals(_state.Find(best.Id), best), $"{_names[best.Id]} is not found by its id");
                    text.Append($" [{_names[best.Id]} {best.Nonce} {best.Mark.Layer} {_blocks[best.Mark.Block]} {balance}]");
                }

                var projection = _state.Project(address);
                text.Append($" more {_state.HasMoreStored(address)} projection {projection.NextNonce} {projection.Balance}");
                text.Append($" start {start.NextNonce} {start.Balance} offers {offers.GetValueOrDefault(address)}\n");
            }

            VectorCase.Equal(_addresses.Values.Sum(address => _state.Pending(address).Count), _state.Count, "transactions held");
            return text.ToString();
        }

        private static string Names(JsonElement names) => string.Join(' ', names.EnumerateArray().Select(name => name.GetString()));

        private string? Add(JsonElement operation, JsonElement expected, string where)
        {
            var (id, header) = _transactions[operation.Text("tx")];
            long received = operation.I64("received");
            var outcome = _state.Add(new PendingTransaction(id, header, received));
            if (outcome.IsStored())
                _rows.Store(id, header, received);
            VectorCase.Equal(expected.Flag("in_db"), _rows.Has(id), $"{where}: stored");
            return outcome switch
            {
                AddOutcome.BadNonce => "bad nonce",
                AddOutcome.InsufficientBalance => "insufficient balance",
                _ => null,
            };
        }

        private void Link(JsonElement operation, BlockId? block, string name)
        {
            var layer = new LayerId(operation.U32("layer"));
            var ids = operation.GetProperty("txs").EnumerateArray().Select(tx => _transactions[tx.GetString()!].Id).ToList();
            foreach (var id in ids)
                _rows.Link(id, layer, block, name);
            _state.Link(layer, block, ids);
        }

        private string? Apply(JsonElement operation)
        {
            var layer = new LayerId(operation.U32("layer"));
            BlockId? block = operation.Text("block").Length == 0 ? null : Block(operation.Text("block"));
            if (layer != _rows.LastApplied.Add(1))
                return _state.ApplyLayer(layer, block, [], []) == LayerOrder.OutOfOrder ? "layers not applied in order" : null;

            var consumed = new List<ConsumedTransaction>();
            foreach (var name in operation.GetProperty("executed").EnumerateArray())
            {
                var (id, header) = _transactions[name.GetString()!];
                _rows.Store(id, header, 0);
                _rows.SetApplied(id, layer);
                var result = new TransactionResult(default, default, 0, 0, block ?? default, layer, default);
                consumed.Add(new ConsumedTransaction(id, header, result));
            }

            var ineffective = new List<IneffectiveTransaction>();
            foreach (var name in operation.GetProperty("ineffective_with_header").EnumerateArray())
            {
                var (id, header) = _transactions[name.GetString()!];
                _rows.Store(id, header, 0);
                ineffective.Add(new IneffectiveTransaction(id, IneffectiveReason.Nonce, header));
            }

            foreach (var name in operation.GetProperty("ineffective_without_header").EnumerateArray())
                ineffective.Add(new IneffectiveTransaction(_transactions[name.GetString()!].Id, IneffectiveReason.Malformed, null));
            if (_state.ApplyLayer(layer, block, consumed, ineffective) == LayerOrder.OutOfOrder)
                return "layers not applied in order";
            _rows.LastApplied = layer;
            return null;
        }

        private BlockId Block(string name)
        {
            var id = BlockId.FromBytes(Encoding.ASCII.GetBytes(name.PadRight(BlockId.Size, '\0')));
            _blocks[id] = name;
            return id;
        }
    }
}
